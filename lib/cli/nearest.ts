/** What somebody probably meant who typed a name that does not exist. */
import { closest, distance } from 'fastest-levenshtein';

/** More edits than this, and it is another word. */
const MAX_EDITS = 3;

/** A question to append to a refusal, such as ` Did you mean keepData?`; empty where nothing is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(name, known);
  return distance(name.toLowerCase(), nearest.toLowerCase()) > MAX_EDITS ? '' : ` Did you mean ${nearest}?`;
}
