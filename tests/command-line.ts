/** What the command lines of the demo and the simulator have in common. */

/** Wrong usage; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The number given for the option `name`; `undefined` when it was not given. Throws a UsageError that ends with `usage`. */
export function wholeNumber(name: string, text: string | undefined, least: number, usage: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`${name} takes a whole number of at least ${least}\n${usage}`);
}
