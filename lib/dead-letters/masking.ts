/** Shows a letter without personal data: fields that are personal are masked, and a body that is no event is only measured. */
import { createHash } from 'node:crypto';
import type { Letter } from './dead-message.ts';

const MASK = '•••';

/** Names of fields that are personal wherever they stand: all below them is masked. */
export type PersonalFields = ReadonlySet<string>;

/** The body for a person to look at: an object to print, or text. */
export function shownBody(
  { body, event }: Pick<Letter, 'body' | 'event'>,
  personal: PersonalFields,
  isFull: boolean,
): unknown {
  if (isFull) return event ?? body;
  if (event !== undefined) return masked(event, personal);
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `${Buffer.byteLength(body)} bytes that are no event (sha256 ${digest}…): shown in full only`;
}

/** `value` with every personal field masked, however deep. */
export function masked(value: unknown, personal: PersonalFields): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, personal));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, personal.has(name) ? MASK : masked(inner, personal)]),
  );
}

/** Text that a terminal may print: a message could hold sequences that clear the screen or set its title. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
