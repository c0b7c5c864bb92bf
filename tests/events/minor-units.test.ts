import { decimalOf } from '../../events/minor-units.ts';

test.each([
  [3564, 'GBP', '35.64'],
  [5, 'GBP', '0.05'],
  [0, 'GBP', '0.00'],
  [3564, 'JPY', '3564'],
  [3564, 'KWD', '3.564'],
  [Number.MAX_SAFE_INTEGER, 'GBP', '90071992547409.91'],
])('%i in minor units of %s is %s', (amountMinor, currency, decimal) => {
  expect(decimalOf(amountMinor, currency)).toBe(decimal);
});
