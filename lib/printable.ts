/**
 * Outside text as a terminal may print it. A message can hold sequences that clear the screen, line breaks that forge a line of a
 * report, and marks that reverse the direction in which it is read: all of them are shown as escapes.
 */

/** Controls (C0, C1, DEL), the separators that some programs take for line ends, and the marks of direction (Unicode Bidi_Control). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Half of a character: what it is printed as depends on the terminal. */
const HALF = /\p{Cs}/gu;

/** On one line. For every cell and line of text that comes from messages, files or AWS. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escaped).replaceAll(HALF, escaped);
}

/** The same for text of several lines, such as indented JSON: its line feeds stay, and each line is printable. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON that a terminal may print: the same document, with escapes of JSON for what is not printable. */
export function printableJson(json: string): string {
  const asJson = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json
    .split('\n')
    .map((line) => line.replaceAll(UNPRINTABLE, asJson))
    .join('\n');
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
