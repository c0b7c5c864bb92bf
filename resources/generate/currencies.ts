/**
 * Writes `events/currencies.ts` from ISO 4217's list one, which its maintenance agency publishes as XML:
 * `node resources/generate/currencies.ts list-one.xml`. A code that has left the list moves to the withdrawn ones.
 * https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { active, withdrawn } from '../../events/currencies.ts';

/** Digits after the decimal point, by code. */
type Digits = ReadonlyMap<string, number>;

const TARGET = new URL('../../events/currencies.ts', import.meta.url);

/** The module for the list in `xml`; `known` are the codes of earlier lists. Throws for what is not such a list. */
export function currenciesModule(xml: string, known: Digits): string {
  const published = /<ISO_4217 Pblshd="(\d{4}-\d{2}-\d{2})">/.exec(xml)?.[1];
  const listed = digitsIn(xml);
  if (published === undefined || listed.size === 0) throw new Error('this is not list one of ISO 4217, in XML');
  const left = new Map([...known].filter(([code]) => !listed.has(code)));
  return `/**
 * The currencies and funds of ISO 4217 that have minor units, and how many digits each has. Generated from list one as published
 * on ${published}; write it anew with \`node resources/generate/currencies.ts list-one.xml\`.
 * https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml
 */

/** When ISO 4217's maintenance agency published the list. */
export const publishedOn = '${published}';

/** Digits of the codes on the list. */
export const active: ReadonlyMap<string, number> = digits(${tableOf(listed)});

/** Digits of codes that were on an earlier list: an order that was placed in one is still brought to its end. */
export const withdrawn: ReadonlyMap<string, number> = digits(${tableOf(left)});

function digits(codes: Readonly<Record<number, string>>): Map<string, number> {
  return new Map(Object.entries(codes).flatMap(([count, list]) => list.split(' ').map((code) => [code, Number(count)])));
}
`;
}

/** Metals, bond units, drawing rights and test codes have no minor units ("N.A."), so no amount of ours can be in them. */
function digitsIn(xml: string): Digits {
  const entries = xml.matchAll(/<Ccy>([A-Z]{3})<\/Ccy>\s*<CcyNbr>\d+<\/CcyNbr>\s*<CcyMnrUnts>(\d)<\/CcyMnrUnts>/g);
  return new Map([...entries].map(([, code = '', count]): [string, number] => [code, Number(count)]).sort());
}

function tableOf(digits: Digits): string {
  const rows = Map.groupBy(digits.keys(), (code) => digits.get(code));
  const text = [...rows].sort().map(([count, codes]) => `  ${count}: '${codes.join(' ')}',`);
  return `{\n${text.join('\n')}\n}`;
}

const { argv } = process;
if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const xml = await readFile(argv[2] ?? 'list-one.xml', 'utf8');
  await writeFile(TARGET, currenciesModule(xml, new Map([...withdrawn, ...active])));
}
