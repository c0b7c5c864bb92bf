/** A bench as a picture: bars side by side, each as a share of the largest of its measure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTENDERS, type ContenderName, ROOT } from './contenders.ts';
import { type Figure, type Row, rowsOf, shown } from './figures.ts';

const COLOURS: Readonly<Record<ContenderName, string>> = {
  fanfare: '#0b7a75',
  powertools: '#d1603d',
  middy: '#8d99ae',
  bare: '#c9ada7',
};

const BAR = 16;
const GAP = 26;
const LEFT = 100;
const LENGTH = 460;
const WIDTH = 680;

/** Writes `docs/images/bench-NAME.svg`; measures in which nobody does anything are left out. */
export function writePlot(bench: string, figures: readonly Figure[]): void {
  writePictures({ [bench]: plotOf(bench, figures) });
}

/** Writes each as `docs/images/bench-NAME.svg`. */
export function writePictures(pictures: Readonly<Record<string, string>>): void {
  const folder = join(ROOT, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of Object.entries(pictures)) writeFileSync(join(folder, `bench-${name}.svg`), svg);
}

export function plotOf(bench: string, figures: readonly Figure[]): string {
  const rows = rowsOf(figures).filter(({ values }) => values.size > 1 && Math.max(...values.values()) > 0);
  const parts: string[] = [];
  let top = GAP;
  for (const row of rows) {
    parts.push(`<text x="8" y="${top}" font-weight="bold">${row.measure}</text>`, ...barsOf(row, top + 8));
    top += 8 + row.values.size * (BAR + 4) + GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" font-family="sans-serif" font-size="12">`,
    `<title>${bench}</title>`,
    `<rect width="${WIDTH}" height="${top}" fill="white"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function barsOf({ values }: Row, top: number): string[] {
  const largest = Math.max(...values.values());
  return CONTENDERS.filter((contender) => values.has(contender)).flatMap((contender, index) => {
    const value = values.get(contender) ?? 0;
    const y = top + index * (BAR + 4);
    const length = Math.max(1, Math.round((value / largest) * LENGTH));
    return [
      `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${contender}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${length}" height="${BAR}" fill="${COLOURS[contender]}"/>`,
      `<text x="${LEFT + length + 6}" y="${y + 12}">${shown(value)}</text>`,
    ];
  });
}
