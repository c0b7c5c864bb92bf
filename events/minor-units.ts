/** Minor units of currencies: how many there are in a whole, and amounts in decimals. */

const known = new Map<string, number>();

/** ISO 4217's exponent: 2 for GBP, 0 for JPY, 3 for KWD. https://tc39.es/ecma402/#sec-currencydigits */
export function minorUnitDigits(currency: string): number {
  const digits = known.get(currency) ?? digitsOf(currency);
  known.set(currency, digits);
  return digits;
}

/** `3564` of GBP is `35.64`: exact, since no fraction is ever computed. */
export function decimalOf(amountMinor: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  const text = String(amountMinor).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
