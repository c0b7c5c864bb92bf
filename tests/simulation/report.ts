/** What a campaign tells: one document, and the same as text. */
import type { CampaignResult, RunSummary } from './campaign.ts';
import type { Shortest } from './minimise.ts';
import type { Violation } from './run.ts';

const MS_PER_HOUR = 3_600_000;

export interface Report {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly orders: number;
  readonly accepted: number;
  readonly published: number;
  /** How often something went wrong on purpose. */
  readonly faults: number;
  readonly simulatedHours: number;
  readonly seconds: number;
  readonly ordersPerSecond: number;
  /** Per worker: each is one processor's work. */
  readonly ordersPerSecondPerWorker: number;
  readonly failures: readonly { readonly seed: number; readonly violations: readonly Violation[] }[];
  /** Of the first failure, what is left when nothing more can be left out. */
  readonly shortest?: ShortestReport;
}

export interface ShortestReport {
  readonly seed: number;
  readonly promise: string;
  readonly detail: string;
  readonly orders: readonly number[];
  readonly faults: readonly string[];
  readonly runs: number;
  readonly timeline: readonly string[];
}

export function reportOf(
  { runs, seconds }: CampaignResult,
  { orders, workers }: { readonly orders: number; readonly workers: number },
  shortest: ShortestReport | undefined,
): Report {
  const sum = (of: (run: RunSummary) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const accepted = sum((run) => run.accepted);
  return {
    firstSeed: runs[0]?.seed ?? 0,
    seeds: runs.length,
    orders,
    accepted,
    published: sum(({ published }) => published),
    faults: sum(({ struck }) => struck),
    simulatedHours: Math.round(sum(({ simulatedMs }) => simulatedMs) / MS_PER_HOUR),
    seconds: rounded(seconds),
    ordersPerSecond: Math.round(accepted / seconds),
    ordersPerSecondPerWorker: Math.round(accepted / seconds / workers),
    failures: runs.flatMap(({ seed, violations }) => (violations.length === 0 ? [] : [{ seed, violations }])),
    ...(shortest !== undefined && { shortest }),
  };
}

export function shortestReport(
  { settings, result, violation, runs }: Shortest,
  timeline: readonly string[],
): ShortestReport {
  const { promise, detail } = violation;
  return { seed: settings.seed, promise, detail, orders: settings.orders, faults: result.strikes, runs, timeline };
}

export function textOf(report: Report): string {
  const { seeds, firstSeed, accepted, published, faults, simulatedHours, seconds, failures, shortest } = report;
  const lines = [
    `seeds       ${seeds}, from ${firstSeed}`,
    `orders      ${accepted} accepted, ${published} events published`,
    `faults      ${faults}`,
    `time        ${simulatedHours} hours in ${seconds} s, ${report.ordersPerSecond} orders per second (${report.ordersPerSecondPerWorker} per worker)`,
    failures.length === 0 ? 'promises    all kept' : `promises    broken in ${failures.length} of ${seeds} runs:`,
    ...failures
      .slice(0, 10)
      .map(({ seed, violations: [first] }) => `  seed ${seed}: ${first?.promise}: ${first?.detail}`),
  ];
  return [...lines, ...(shortest === undefined ? [] : shortestText(shortest)), ''].join('\n');
}

function shortestText({ seed, promise, detail, orders, faults, runs, timeline }: ShortestReport): string[] {
  return [
    '',
    `the shortest history of seed ${seed} that breaks "${promise}", found in ${runs} runs:`,
    `  ${detail}`,
    `  orders ${orders.join(', ') || 'none'}; faults: ${faults.length === 0 ? 'none' : ''}`,
    ...faults.map((fault) => `    ${fault}`),
    '',
    ...timeline.map((line) => `  ${line}`),
    '',
    `again: npm run simulate -- --seed ${seed}`,
  ];
}

/** `01:02:03.004 payment#2     DynamoDB PutItem …` */
export function timelineLine(at: number, who: string, what: string): string {
  return `${new Date(at).toISOString().slice(11, 23)} ${who.padEnd(14)} ${what}`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
