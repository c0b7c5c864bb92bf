/** Numbers as a spreadsheet writes them, read digit by digit: in binary fractions 1.005 is less than it says. */

const DECIMAL = /^(?<sign>-?)(?=\.?\d)(?<whole>\d*)(?:\.(?<fraction>\d*))?$/;

/** `text` as a whole number; `undefined` when it is none. */
export function wholeNumberOf(text: string): number | undefined {
  const parts = partsOf(text);
  if (parts === undefined || /[1-9]/.test(parts.fraction)) return undefined;
  return signed(parts.sign, BigInt(parts.whole));
}

/** An amount in pounds as pence, rounded half up; `undefined` when `text` is not a number. */
export function penceOf(text: string): number | undefined {
  const parts = partsOf(text);
  if (parts === undefined) return undefined;
  const { sign, whole, fraction } = parts;
  const pence = BigInt(whole + fraction.slice(0, 2).padEnd(2, '0'));
  const rest = fraction.slice(2);
  return signed(sign, pence + (roundsUp(sign, rest) ? 1n : 0n));
}

/** Up is towards the larger number: half a penny below zero goes to zero. */
function roundsUp(sign: string, rest: string): boolean {
  return sign === '-' ? /^(?:[6-9]|5\d*[1-9])/.test(rest) : /^[5-9]/.test(rest);
}

function partsOf(text: string) {
  const groups = DECIMAL.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const { sign = '', whole = '', fraction = '' } = groups;
  return { sign, whole, fraction };
}

/** A number beyond what is exact stays beyond it. */
function signed(sign: string, magnitude: bigint): number {
  return Number(sign === '-' ? -magnitude : magnitude);
}
