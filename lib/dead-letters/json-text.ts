/** JSON as the text that it is: laid out for a person or for the wire, with every value as it was written. Parsing would change numbers. */
import { applyEdits, format } from 'jsonc-parser';

/** Deeper JSON is shown as it is: its indentation alone would fill the memory. */
const MAX_INDENTED_DEPTH = 64;

/** The tokens of valid JSON: what is between them is space. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** One value to a line, or the text as it is when it is not JSON. */
export function indented(text: string): string {
  if (!isJson(text) || depthOf(text) > MAX_INDENTED_DEPTH) return text;
  const compact = compacted(text);
  return `${applyEdits(compact, format(compact, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' }))}\n`;
}

/** Without the space between values. `json` must be valid. */
export function compacted(json: string): string {
  return (json.match(TOKEN) ?? []).join('');
}

/** How deep arrays and objects are nested in valid JSON. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
