/** Minor units of currencies: how many there are in a whole, and amounts in decimals. */
import { PermanentError } from '../lib/errors.ts';
import { active, withdrawn } from './currencies.ts';

/** True for a code under which an order can be placed: one that ISO 4217 lists today. */
export function isActiveCurrency(code: string): boolean {
  return active.has(code);
}

/** ISO 4217's exponent: 2 for GBP, 0 for JPY, 3 for KWD. Throws for a code that ISO 4217 never listed, which no event holds. */
export function minorUnitDigits(currency: string): number {
  const digits = active.get(currency) ?? withdrawn.get(currency);
  if (digits !== undefined) return digits;
  throw new PermanentError('UnknownCurrency', 'an amount is in a currency that ISO 4217 does not list');
}

/** `3564` of GBP is `35.64`: exact, since no fraction is ever computed. */
export function decimalOf(amountMinor: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  const text = String(amountMinor).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
