import fc from 'fast-check';
import { fields, table, widthOf } from '../../../lib/cli/table.ts';

const HEADING = ['service', 'messages', 'message'];
const ROWS = [
  ['payment', 1_000, 'the payment gateway does not answer'],
  ['shipping', 2, 'no carrier'],
] as const;

const longest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));

it('at 200 columns it is as wide as what is in it, numbers to the right', () => {
  expect(table(HEADING, ROWS, 200)).toBe(
    [
      'service   messages  message',
      'payment       1000  the payment gateway does not answer',
      'shipping         2  no carrier',
    ].join('\n'),
  );
});

it('at 40 columns each row is a block, and nothing is cut', () => {
  expect(table(HEADING, ROWS, 40)).toBe(
    [
      'service   payment',
      'messages  1000',
      'message   the payment gateway does not',
      '          answer',
      '',
      'service   shipping',
      'messages  2',
      'message   no carrier',
    ].join('\n'),
  );
});

it('in a pipe there is no limit, and one very long cell does not make all of them wide', () => {
  const text = table(HEADING, [['payment', 1, 'x'.repeat(500)]], widthOf({ isTTY: false, columns: 60 }));
  expect(text.split('\n')).toHaveLength(2);
  expect(longest(text)).toBeLessThan(100);
  expect(text).toContain('…');
});

it('a cell cannot forge a line, nor a field', () => {
  const forged = 'fine\nredrive   not applied: safe';
  expect(table(['message'], [[forged]], 200).split('\n')).toHaveLength(2);
  expect(fields([['cause', forged]], 200).split('\n')).toHaveLength(1);
});

it('whatever is in it, no line is wider than a terminal of 60 columns or more, and no text is lost', () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 120 }), fc.nat());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }),
      fc.integer({ min: 60, max: 200 }),
      (rows, width) => {
        const text = table(HEADING, rows, width);
        expect(longest(text)).toBeLessThanOrEqual(width);
        if (text.includes('…')) return;
        const without = (part: string) => part.replaceAll(/\s/g, '');
        for (const value of rows.flat()) expect(without(text)).toContain(without(String(value)));
      },
    ),
  );
});
