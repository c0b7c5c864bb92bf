/** Values over time as a picture: panels below one another, each with its lines. */

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** Minutes from one value to the next. */
  readonly stepMinutes: number;
  readonly lines: readonly Line[];
}

const COLOURS = ['#d1603d', '#0b7a75', '#3d5a80', '#b08968', '#8d99ae', '#6a4c93', '#55a630'];

/** Of a line by its place among the others. */
export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '';
}

const WIDTH = 720;
const LEFT = 64;
const RIGHT = 32;
const HEIGHT = 150;
const HEAD = 44;
const FOOT = 34;
const PANEL = HEAD + HEIGHT + FOOT;
const GRID_LINES = 4;

export function linePlot(title: string, panels: readonly Panel[]): string {
  const height = panels.length * PANEL;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    ...panels.flatMap((panel, index) => panelOf(panel, index * PANEL)),
    '</svg>',
    '',
  ].join('\n');
}

function panelOf({ title, unit, stepMinutes, lines }: Panel, top: number): string[] {
  const most = roundedUp(Math.max(1, ...lines.flatMap(({ values }) => values)));
  const count = Math.max(2, ...lines.map(({ values }) => values.length));
  const bottom = top + HEAD + HEIGHT;
  const x = (index: number): number => LEFT + (index / (count - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => bottom - (value / most) * HEIGHT;
  const grid = Array.from({ length: GRID_LINES + 1 }, (_, index) => (most / GRID_LINES) * index).flatMap((value) => [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>`,
    `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end" fill="#555">${value.toLocaleString('en-GB')}</text>`,
  ]);
  const minutes = (count - 1) * stepMinutes;
  const ticks = [0, 1, 2, 3, 4, 5, 6].map((tick) => {
    const at = LEFT + (tick / 6) * (WIDTH - LEFT - RIGHT);
    return `<text x="${at}" y="${bottom + 18}" text-anchor="middle" fill="#555">${Math.round((minutes / 6) * tick)} min</text>`;
  });
  const legend = lines.flatMap(({ name, colour }, index) => [
    `<rect x="${LEFT + index * 130}" y="${top + 26}" width="12" height="4" fill="${colour}"/>`,
    `<text x="${LEFT + index * 130 + 18}" y="${top + 32}">${name}</text>`,
  ]);
  const curves = lines.map(({ colour, values }) => {
    const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points}"/>`;
  });
  return [
    `<text x="8" y="${top + 16}" font-weight="bold">${title}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${top + 16}" text-anchor="end" fill="#555">${unit}</text>`,
    ...grid,
    ...ticks,
    ...legend,
    ...curves,
  ];
}

/** 1, 2, 4 or 10 times a power of ten: four parts of it are round too. */
function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
