import { active, publishedOn, withdrawn } from '../../events/currencies.ts';
import { decimalOf, isActiveCurrency, minorUnitDigits } from '../../events/minor-units.ts';
import { pointsFor } from '../../handlers/rewards/rewards.ts';
import { currenciesModule } from '../../resources/generate/currencies.ts';

test.each([
  [3564, 'GBP', '35.64'],
  [5, 'GBP', '0.05'],
  [0, 'GBP', '0.00'],
  [3564, 'JPY', '3564'],
  [3564, 'KWD', '3.564'],
  [356_400, 'HUF', '3564.00'],
  [Number.MAX_SAFE_INTEGER, 'GBP', '90071992547409.91'],
])('%i in minor units of %s is %s', (amountMinor, currency, decimal) => {
  expect(decimalOf(amountMinor, currency)).toBe(decimal);
});

it('an order of HUF 3,564.00 earns 3,564 points', () => {
  expect(pointsFor({ currency: 'HUF', amountMinor: 356_400 })).toBe(3_564);
});

describe('the digits of a currency', () => {
  it.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [2, 'AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER EUR USD'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ])('are %i, by ISO 4217 and not by locale data, for %s', (digits, codes) => {
    for (const code of codes.split(' ')) expect([code, minorUnitDigits(code)]).toEqual([code, digits]);
  });

  it('are known of what was withdrawn, in which no order can be placed', () => {
    expect(minorUnitDigits('BGN')).toBe(2);
    expect(isActiveCurrency('BGN')).toBe(false);
    expect([...withdrawn.keys()].filter((code) => active.has(code))).toEqual([]);
  });

  it.each(['ABC', 'XXX', 'XAU', 'XTS', 'gbp', '', 'constructor'])('are refused for %s', (code) => {
    expect(() => minorUnitDigits(code)).toThrow('a currency that ISO 4217 does not list');
  });

  it('stand beside their source and its date', () => {
    expect(publishedOn).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});

describe('a new list of ISO 4217', () => {
  const entry = (code: string, digits: string) =>
    `<CcyNtry><CtryNm>X</CtryNm><CcyNm>X</CcyNm><Ccy>${code}</Ccy><CcyNbr>036</CcyNbr><CcyMnrUnts>${digits}</CcyMnrUnts></CcyNtry>`;
  const list = (...entries: string[]) =>
    `<ISO_4217 Pblshd="2027-01-01"><CcyTbl>${entries.join('\n')}</CcyTbl></ISO_4217>`;

  it('keeps what has minor units, and moves what it no longer has to the withdrawn codes', () => {
    const known = new Map([
      ['EUR', 2],
      ['OLD', 3],
    ]);
    const text = currenciesModule(
      list(entry('EUR', '2'), entry('EUR', '2'), entry('JPY', '0'), entry('XAU', 'N.A.')),
      known,
    );
    expect(text).toContain("publishedOn = '2027-01-01'");
    expect(text).toContain("active: ReadonlyMap<string, number> = digits({\n  0: 'JPY',\n  2: 'EUR',\n})");
    expect(text).toContain("withdrawn: ReadonlyMap<string, number> = digits({\n  3: 'OLD',\n})");
  });

  it('is not taken from anything else', () => {
    expect(() => currenciesModule('<html></html>', new Map())).toThrow('this is not list one of ISO 4217');
  });
});
