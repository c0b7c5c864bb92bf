/**
 * The currencies and funds of ISO 4217 that have minor units, and how many digits each has. Generated from list one as published
 * on 2026-01-01; write it anew with `node resources/generate/currencies.ts list-one.xml`.
 * https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml
 */

/** When ISO 4217's maintenance agency published the list. */
export const publishedOn = '2026-01-01';

/** Digits of the codes on the list. */
export const active: ReadonlyMap<string, number> = digits({
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
});

/** Digits of codes that were on an earlier list: an order that was placed in one is still brought to its end. */
export const withdrawn: ReadonlyMap<string, number> = digits({
  2: 'ANG BGN CUC',
});

function digits(codes: Readonly<Record<number, string>>): Map<string, number> {
  return new Map(
    Object.entries(codes).flatMap(([count, list]) => list.split(' ').map((code) => [code, Number(count)])),
  );
}
