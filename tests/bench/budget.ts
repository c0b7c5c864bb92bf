/** The budget: the most that Fanfare's exact counts may be. A commit that needs more says so by changing `budget.json`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figures.ts';

const FILE = join(import.meta.dirname, 'budget.json');

export type Budget = Readonly<Record<string, number>>;

export function readBudget(): Budget {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

export function writeBudget(figures: readonly Figure[]): void {
  writeFileSync(FILE, `${JSON.stringify(countsIn(figures), null, 2)}\n`);
}

/** What is wrong, a line each: over budget, without a budget, or no longer measured. */
export function breaches(figures: readonly Figure[], budget: Budget): string[] {
  const counts = countsIn(figures);
  const over = Object.entries(counts).flatMap(([name, value]) => {
    const most = budget[name];
    if (most === undefined) return [`${name} is ${value} and has no budget`];
    return value > most ? [`${name} is ${value}, the budget is ${most}`] : [];
  });
  const gone = Object.keys(budget).filter((name) => !(name in counts));
  return [...over, ...gone.map((name) => `${name} has a budget and was not measured`)];
}

function countsIn(figures: readonly Figure[]): Record<string, number> {
  const ours = figures.filter(({ contender, exact }) => contender === 'fanfare' && exact);
  return Object.fromEntries(ours.map(({ bench, measure, value }) => [`${bench}: ${measure}`, value]));
}
