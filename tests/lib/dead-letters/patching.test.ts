import fc from 'fast-check';
import { applyPatch, type Operation } from 'rfc6902';
import { edited, InvalidEdit, patched } from '../../../lib/dead-letters/editing.ts';
import { compacted, depthOf, indented } from '../../../lib/dead-letters/json-text.ts';

const BODY =
  '{"id":"a",  "data":{"big":9007199254740993,"price":1.10,"twice":1,"twice":2,"exp":1E3,"text":"\\u00e9","quantity":0,"lines":[{"sku":"x"}]}}';
const patch = (...operations: object[]) => JSON.stringify(operations);

describe('a patch', () => {
  it('changes the field that it names, and not a byte of anything else', () => {
    expect(patched(BODY, patch({ op: 'replace', path: '/data/quantity', value: 3 }))).toBe(
      BODY.replace('"quantity":0', '"quantity":3'),
    );
  });

  it('writes values as the patch has them', () => {
    const exact =
      '[{"op":"replace","path":"/data/quantity","value":9007199254740993},{"op":"add","path":"/data/price2","value":2.50}]';
    const after = patched(BODY, exact);
    expect(after).toContain('"quantity":9007199254740993');
    expect(after).toContain('"price2":2.50');
  });

  it('may move and copy values as they were written, and test them', () => {
    const moves = patch(
      { op: 'test', path: '/data/price', value: 1.1 },
      { op: 'copy', from: '/data/big', path: '/data/copy' },
      { op: 'move', from: '/data/price', path: '/data/lines/0/price' },
    );
    const after = patched(BODY, moves);
    expect(after).toContain('"copy":9007199254740993');
    expect(after).toContain('{"sku":"x","price":1.10}');
    expect(after).not.toContain('"price":1.10,"twice"');
  });

  it.each([
    [
      'a field that stands twice',
      [{ op: 'replace', path: '/data/twice', value: 3 }],
      'stands 2 times: edit it as text',
    ],
    [
      'a field that is not there',
      [{ op: 'remove', path: '/data/none' }],
      'operation 1 of the patch does not apply: there is no /data/none',
    ],
    ['a value that is another', [{ op: 'test', path: '/data/big', value: 1 }], '/data/big has another value'],
    ['a place beyond a list', [{ op: 'add', path: '/data/lines/2', value: {} }], 'is not a place in a list of 1'],
    ['an inherited name', [{ op: 'replace', path: '/constructor', value: 1 }], 'there is no /constructor'],
    ['no operation', [{ path: '/data' }], 'must be an object with op and path'],
  ])('is refused when it names %s', (_, operations, message) => {
    expect(() => patched(BODY, patch(...operations))).toThrow(InvalidEdit);
    expect(() => patched(BODY, patch(...operations))).toThrow(message);
  });

  it('tells a large integer from its neighbour', () => {
    expect(() => patched(BODY, '[{"op":"test","path":"/data/big","value":9007199254740992}]')).toThrow('another value');
    expect(patched(BODY, '[{"op":"test","path":"/data/big","value":9007199254740993}]')).toBe(BODY);
  });

  it('is refused for a body that is nested without end, with the reason', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(() => patched(deep, patch({ op: 'add', path: '/0', value: 1 }))).toThrow(
      'nested too deep for a patch: edit it as text',
    );
    expect(indented(deep)).toBe(deep);
  });

  it('comes to what RFC 6902 says, for any document, wherever something is added, replaced, removed or tested', () => {
    const names = ['a', 'b', '0', 'x/y', '~'];
    // Without a field __proto__, which the other implementation loses.
    const value = fc
      .json({ maxDepth: 2 })
      .filter((text) => !text.includes('__proto__'))
      .map((text) => JSON.parse(text));
    const { document } = fc.letrec((tie) => ({
      document: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 1, 'text', true),
        fc.dictionary(fc.constantFrom(...names), tie('document')),
        fc.array(tie('document'), { maxLength: 3 }),
      ),
    }));
    const pointer = fc
      .array(fc.constantFrom('a', 'b', '0', '1', '-', 'x~1y', '~0'), { maxLength: 3 })
      .map((steps) => steps.map((step) => `/${step}`).join(''));
    const operation = fc.oneof(
      fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: pointer, value }),
      fc.record({ op: fc.constant('remove'), path: pointer }),
    );
    const seen = { applied: 0, refused: 0 };
    fc.assert(
      fc.property(document, operation, fc.boolean(), (before, drawn, isIndented) => {
        const body = isIndented ? JSON.stringify(before, undefined, 2) : JSON.stringify(before);
        const expected = byAnotherImplementation(before, drawn);
        const run = () => patched(body, patch(drawn));
        if (expected === undefined || isBeyondTheRfc(before, drawn)) {
          seen.refused += 1;
          expect(run).toThrow(InvalidEdit);
          return;
        }
        seen.applied += 1;
        expect(JSON.parse(run())).toEqual(expected.it);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.applied, seen.refused)).toBeGreaterThan(100);
  });
});

/** The document after the operation; `undefined` when that does not apply. In a box, which can be replaced as a whole. */
function byAnotherImplementation(before: unknown, drawn: { op: string; path: string }) {
  const box = { it: structuredClone(before) };
  try {
    const [failure] = applyPatch(box, [{ ...drawn, path: `/it${drawn.path}` } as Operation]);
    return failure === null ? box : undefined;
  } catch {
    // It throws where a path leads into a text or a number.
    return undefined;
  }
}

/** What the other implementation takes and the RFC does not: a place in a list that is none, the whole body taken away. */
function isBeyondTheRfc(before: unknown, { op, path }: { op: string; path: string }): boolean {
  if (op === 'remove' && path === '') return true;
  let at = before;
  return path
    .split('/')
    .slice(1)
    .some((step, index, steps) => {
      const isPlace = /^\d$/.test(step) || (step === '-' && op === 'add' && index === steps.length - 1);
      if (Array.isArray(at) && !isPlace) return true;
      const name = step.replace('~1', '/').replace('~0', '~');
      at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
      return false;
    });
}

describe('what was edited as text', () => {
  it('keeps every value as it was, through the editor and back', () => {
    expect(edited(indented(BODY))).toBe(BODY.replace(',  ', ','));
    expect(indented(BODY)).toContain('\n    "price": 1.10,\n    "twice": 1,\n    "twice": 2,\n');
  });

  it('is the same JSON, laid out or not', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        expect(JSON.parse(indented(json))).toEqual(JSON.parse(json));
        expect(compacted(indented(json))).toBe(compacted(json));
      }),
    );
    expect(depthOf('[{"a":"[[["}]')).toBe(2);
  });
});
