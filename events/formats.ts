/** What text of an event must be, where a pattern cannot say it: the `format`s of the schemas. Compiled validators call them. */
import { active, withdrawn } from './currencies.ts';

/** A code of ISO 4217, now or when the order was placed. What ISO withdraws is accepted in events for ever, and in no new order. */
export function isCurrency(code: string): boolean {
  return active.has(code) || withdrawn.has(code);
}

/** Longest key, such as a SKU, in UTF-16 units. What is longer is none. */
export const MAX_KEY_LENGTH = 64;

/** Without half a character (a lone surrogate): DynamoDB refuses such keys, and no encoding carries them. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}
