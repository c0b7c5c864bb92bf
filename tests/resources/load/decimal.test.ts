import fc from 'fast-check';
import { penceOf, wholeNumberOf } from '../../../resources/load/decimal.ts';

describe('pounds as pence', () => {
  const amounts: [string, number][] = [
    ['2.55', 255],
    ['2.1', 210],
    ['15', 1_500],
    ['0', 0],
    ['0.42', 42],
    ['.42', 42],
    ['7.', 700],
    ['0.005', 1],
    ['0.0049', 0],
    ['1.005', 101],
    ['2.675', 268],
    ['8.8050', 881],
    ['-1.005', -100],
    ['-1.0051', -101],
    ['-0.001', 0],
    [' 2.55 ', 255],
  ];

  it.each(amounts)('%s is %i', (text, pence) => {
    expect(penceOf(text)).toBe(pence);
  });

  it.each(['', '.', '-', 'free', '1,5', '1e3', '0x10', '1.2.3', '£2', '--1', 'NaN', 'Infinity'])(
    '%j is no amount',
    (text) => {
      expect(penceOf(text)).toBeUndefined();
    },
  );

  it('an amount that no number holds exactly stays one that no number holds exactly', () => {
    expect(penceOf('99999999999999999999.99')).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  });

  it('what is written with two decimals comes back exactly, whatever the amount', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (pence) => {
        const digits = String(pence).padStart(3, '0');
        expect(penceOf(`${digits.slice(0, -2)}.${digits.slice(-2)}`)).toBe(pence);
      }),
    );
  });
});

describe('whole numbers', () => {
  it.each([
    ['6', 6],
    ['-24', -24],
    ['0', 0],
    ['007', 7],
    ['6.0', 6],
  ])('%s is %i', (text, number) => {
    expect(wholeNumberOf(text)).toBe(number);
  });

  it.each(['', '1.5', 'six', '1e3', '1 2', '0x10'])('%j is none', (text) => {
    expect(wholeNumberOf(text)).toBeUndefined();
  });
});
