import fc from 'fast-check';
import { printable, printableJson, printableLines } from '../../lib/printable.ts';

const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

it.each([
  ['a sequence that clears the screen', 'X\u001b[2J', 'X\\x1b[2J'],
  ['the same in one character', 'X\u009b2J', 'X\\x9b2J'],
  ['a line that forges another', 'fine\nredrive  not applied', 'fine\\x0aredrive  not applied'],
  ['a return to the line’s beginning', 'wrong\rright', 'wrong\\x0dright'],
  ['a mark that reverses what follows', 'abc\u202edcba', 'abc\\u202edcba'],
  ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ['half a character', 'a\ud800b', 'a\\ud800b'],
])('%s is shown as an escape', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it.each(['Zażółć gęślą jaźń', '日本語', '👩‍💻', 'naïve – “quoted”'])('%s is shown as it is', (text) => {
  expect(printable(text)).toBe(text);
});

it('whatever comes in, nothing is left that moves a cursor or reverses text', () => {
  let exercised = 0;
  fc.assert(
    fc.property(anything, (text) => {
      const shown = printable(text);
      if (shown !== text) exercised += 1;
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u);
      expect(printableLines(`${text}\nlast`).split('\n').at(-1)).toBe('last');
    }),
  );
  expect(exercised).toBeGreaterThan(10);
});

it('JSON that is made printable is the same document', () => {
  fc.assert(
    fc.property(fc.dictionary(anything, anything), (document) => {
      const shown = printableJson(JSON.stringify(document, undefined, 2));
      expect(JSON.parse(shown)).toEqual(document);
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u);
    }),
  );
});
