import { readdirSync, readFileSync } from 'node:fs';
import { contract, type EventType } from '../../events/contract.ts';
import { envelopeProblem } from '../../lib/cloudevents/parse.ts';
import { explain, type Validator } from '../../lib/cloudevents/validator.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';
import { fileOnDisk, generatedFiles } from '../../resources/generate/generated-files.ts';

const types = Object.keys(contract) as EventType[];
const validators = new Map<EventType, Validator<unknown>>();

beforeAll(async () => {
  for (const type of types) {
    const { validator } = await import(`../../events/compiled/${type.replace('.', '-')}.js`);
    validators.set(type, validator);
  }
});

function problemsOf(type: EventType, data: unknown): string {
  const validate = validators.get(type);
  if (validate === undefined) throw new Error(`no validator for ${type}`);
  return validate(data) ? '' : explain(validate.errors ?? []);
}

/** The example with the value at `path` replaced, or removed when the value is undefined. */
function broken(type: EventType, path: string, value: unknown): unknown {
  const data = structuredClone(contract[type].example) as Record<string, unknown>;
  const steps = path.split('/').slice(1);
  const last = steps.pop() ?? '';
  const parent = steps.reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, data);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return data;
}

describe.each(types)('%s', (type) => {
  it('accepts its example in its envelope', () => {
    const event = exampleEvent(type);
    expect(envelopeProblem({ ...event })).toBeUndefined();
    expect(problemsOf(type, event.data)).toBe('');
  });

  it('accepts fields that nobody knows yet', () => {
    expect(problemsOf(type, { ...contract[type].example, addedNextYear: { deep: true } })).toBe('');
  });

  it('refuses each missing field by name', () => {
    const { required = [] } = contract[type].schema as { required?: readonly string[] };
    expect(required.length).toBeGreaterThan(0);
    for (const field of required)
      expect(problemsOf(type, broken(type, `/${field}`, undefined))).toBe(`/${field} is missing`);
  });

  it('refuses data that is no object', () => {
    for (const data of [null, [], 'text', 7]) expect(problemsOf(type, data)).toBe('/ must be object');
  });
});

describe('order.placed', () => {
  const cases: [string, string, unknown, string][] = [
    ['a quantity of zero', '/lines/0/quantity', 0, '/lines/0/quantity must be >= 1'],
    ['a negative quantity', '/lines/0/quantity', -3, '/lines/0/quantity must be >= 1'],
    ['half a unit', '/lines/0/quantity', 1.5, '/lines/0/quantity must be integer'],
    ['a price of zero', '/lines/1/unitPriceMinor', 0, '/lines/1/unitPriceMinor must be >= 1'],
    [
      'a price that is no safe integer',
      '/lines/0/unitPriceMinor',
      2 ** 53,
      '/lines/0/unitPriceMinor must be <= 9007199254740991',
    ],
    ['no line', '/lines', [], '/lines must NOT have fewer than 1 items'],
    ['a currency that is no code', '/currency', 'pounds', '/currency is not an active ISO 4217 currency'],
    ['a code that is no currency', '/currency', 'ABC', '/currency is not an active ISO 4217 currency'],
    ['gold, which has no minor unit', '/currency', 'XAU', '/currency is not an active ISO 4217 currency'],
    ['half a character in a SKU', '/lines/0/sku', '\ud83e', '/lines/0/sku must be well-formed text'],
    ['half a character in a customer id', '/customerId', 'a\udd16', '/customerId must be well-formed text'],
    ['an address without a country', '/shippingAddress/country', undefined, '/shippingAddress/country is missing'],
    [
      'a card number in place of a token',
      '/paymentToken',
      '4242 4242 4242 4242',
      '/paymentToken must match pattern "^[A-Za-z0-9_-]{1,64}$"',
    ],
  ];

  it.each(cases)('refuses %s', (_, path, value, problem) => {
    expect(problemsOf('order.placed', broken('order.placed', path, value))).toBe(problem);
  });

  it('is read in a currency that was withdrawn since: its refund must still be possible', () => {
    expect(problemsOf('order.placed', broken('order.placed', '/currency', 'BGN'))).toBe('');
  });

  it('takes 1,000 lines, and not one more', () => {
    const [line] = contract['order.placed'].example.lines;
    const withLines = (count: number) =>
      broken(
        'order.placed',
        '/lines',
        Array.from({ length: count }, () => line),
      );
    expect(problemsOf('order.placed', withLines(1_000))).toBe('');
    expect(problemsOf('order.placed', withLines(1_001))).toBe('/lines must NOT have more than 1000 items');
  });

  it('names every field that is wrong', () => {
    const data = { ...contract['order.placed'].example, currency: 'x', customerId: '', totalMinor: -1 };
    expect(problemsOf('order.placed', data).split('; ')).toHaveLength(3);
  });
});

it('finds what is generated on disk as it would be generated now: run `npm run generate`', async () => {
  const drifted: string[] = [];
  for (const [path, content] of await generatedFiles()) if ((await fileOnDisk(path)) !== content) drifted.push(path);
  expect(drifted).toEqual([]);
});

describe('golden events', () => {
  const folder = new URL('./golden/', import.meta.url);
  const golden = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));

  it('cover every event type', () => {
    expect(golden.map(({ type }) => type).sort()).toEqual([...types].sort());
  });

  it.each(golden)('$type, as once published, is read for ever', (event) => {
    expect(envelopeProblem(event)).toBeUndefined();
    expect(problemsOf(event.type, event.data)).toBe('');
  });
});

it('an event that nobody publishes is refused by name instead of being generated', async () => {
  const { invocationFiles } = await import('../../resources/generate/generated-files.ts');
  const { service: orderApi } = await import('../../handlers/order-api/service.ts');
  await expect(invocationFiles([orderApi])).rejects.toThrow(
    'events/contract.ts has payment.captured, which nobody publishes',
  );
});
