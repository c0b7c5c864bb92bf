/** `dlq redrive`: letters go back to their service's queue; first a few as canaries, if asked. */
import { join } from 'node:path';
import type { StageClients } from '../../cli/stage.ts';
import { timestamp } from '../../clock/clock.ts';
import { watchCanaries } from '../canary.ts';
import type { Letter } from '../dead-message.ts';
import { fileJournal } from '../journal.ts';
import { moveAll } from '../move-task.ts';
import { redrive } from '../redrive.ts';
import type { Canary, RedriveReport } from '../reports.ts';
import { isEverything } from '../selection.ts';
import { verdictOf } from '../verdict.ts';
import { depthOf, walk } from '../walk.ts';
import {
  type Consumer,
  type Context,
  consumerOf,
  EXIT,
  positive,
  type SelectionOptions,
  selectedBy,
  selectionOf,
} from './context.ts';

export interface RedriveOptions extends SelectionOptions {
  readonly 'dry-run'?: boolean;
  readonly rate?: string;
  readonly canary?: string;
  readonly 'canary-timeout'?: string;
  readonly 'stop-on-failure'?: boolean;
}

/** Where every command of this kind writes down what it did. */
export const JOURNAL = join('.fanfare', 'dlq-journal.jsonl');

/** A letter that fails is tried again with growing delays before it comes back: this is time for the first of them. */
const CANARY_TIMEOUT_SECONDS = 60;

export async function redriveCommand(context: Context, options: RedriveOptions): Promise<void> {
  const { stage } = context;
  const reports = await stage.use(async (clients) => {
    const all: RedriveReport[] = [];
    for (const names of context.consumers) {
      const consumer = await consumerOf(clients, names);
      if ((await depthOf(clients.sqs, consumer.urls.dlq)) === 0) continue;
      const report = await redriveOne(context, clients, consumer, options);
      all.push(report);
      if (report.end !== 'done') break;
    }
    return all;
  });
  context.progress.end();
  stage.print({ stage: stage.name, redriven: reports }, () => textOf(reports));
  context.exitWith(exitCodeOf(reports));
}

async function redriveOne(
  context: Context,
  clients: StageClients,
  consumer: Consumer,
  options: RedriveOptions,
): Promise<RedriveReport> {
  const { stage, clock, isInterrupted } = context;
  const { service, urls } = consumer;
  const selection = selectionOf(options);
  const isSelected = selectedBy(context, selection);
  if (options['dry-run']) return dryRun(context, clients, consumer, isSelected);
  const rate = positive(stage, 'rate', options.rate);
  const canaries = positive(stage, 'canary', options.canary);
  const timeoutSeconds = positive(stage, 'canary-timeout', options['canary-timeout']) ?? CANARY_TIMEOUT_SECONDS;
  const stopOnFailure = options['stop-on-failure'] === true;
  const journal = fileJournal(join(stage.serviceDir, JOURNAL), service, stage.name, clock);
  const total = await depthOf(clients.sqs, urls.dlq);
  const onProgress = (done: number) => context.progress.show(`redriving ${service}`, done, total);
  // A letter that fails again at once is a new one: it waits for the next command, or this one would never end.
  const start = timestamp(clock.now());
  const wasThere = (letter: Letter) => letter.sentAt <= start && isSelected(letter);
  const common = { urls, isSelected: wasThere, rate, stopOnFailure, isInterrupted, onProgress };

  let canary: Canary | undefined;
  let redriven = 0;
  if (canaries !== undefined) {
    const first = await redrive(clients.sqs, clock, journal, { ...common, limit: canaries });
    redriven = first.letters.length;
    context.progress.show(`waiting for what becomes of ${redriven} canaries`);
    const depth = total - redriven;
    const watch = { dlq: urls.dlq, records: consumer.records, depth, timeoutMs: timeoutSeconds * 1_000, isInterrupted };
    canary = await watchCanaries(clients.sqs, clock, first.letters, watch);
    const hasFailed = canary.cameBack.length + canary.undecided.length > 0;
    if (first.end !== 'done') return { service, redriven, canary, how: 'letter by letter', end: first.end };
    if (hasFailed) return { service, redriven, canary, how: 'letter by letter', end: 'canary-failed' };
  }
  const rest = { service, ...(canary !== undefined && { canary }) };
  if (isEverything(selection) && !stopOnFailure) {
    const moved = await moveAll(clients.sqs, clock, { urls, rate, isInterrupted, onProgress });
    if (moved !== undefined) return { ...rest, redriven: redriven + moved.moved, how: 'move-task', end: moved.end };
  }
  const { letters, end } = await redrive(clients.sqs, clock, journal, common);
  return { ...rest, redriven: redriven + letters.length, how: 'letter by letter', end };
}

async function dryRun(
  { isInterrupted }: Context,
  clients: StageClients,
  consumer: Consumer,
  isSelected: (letter: Letter) => boolean,
): Promise<RedriveReport> {
  const would = { 'not applied': 0, 'already applied': 0, unreadable: 0 };
  await walk(clients.sqs, consumer.urls.dlq, async (page) => {
    const verdicts = await Promise.all(
      page.filter(isSelected).map((letter) => verdictOf(letter, consumer.validators, consumer.records)),
    );
    for (const { kind } of verdicts) would[kind] += 1;
    return { isEnough: isInterrupted() };
  });
  return {
    service: consumer.service,
    redriven: 0,
    how: 'dry run',
    end: isInterrupted() ? 'interrupted' : 'done',
    would,
  };
}

function exitCodeOf(reports: readonly RedriveReport[]): number {
  const ends = reports.map(({ end }) => end);
  if (ends.includes('interrupted')) return EXIT.interrupted;
  if (ends.includes('canary-failed') || ends.includes('came-back')) return EXIT.cameBack;
  return ends.includes('refused') ? 1 : 0;
}

function textOf(reports: readonly RedriveReport[]): string {
  if (reports.length === 0) return 'No dead letters: nothing to redrive.';
  return reports.map(reportText).join('\n');
}

function reportText({ service, redriven, canary, how, end, would }: RedriveReport): string {
  if (would !== undefined) {
    return (
      `${service}: a redrive would act on ${would['not applied']}, repeat ${would['already applied']} without effect, ` +
      `and fail again on ${would.unreadable}. Nothing was redriven.`
    );
  }
  const lines = [`${service}: ${redriven} redriven, ${how}`];
  if (canary !== undefined) {
    lines.push(
      `  canaries: ${canary.applied} applied, ${canary.cameBack.length} came back, ${canary.undecided.length} undecided`,
    );
  }
  const why: Readonly<Record<RedriveReport['end'], string>> = {
    done: '',
    interrupted: '  Interrupted: what was not redriven is where it was. Run the command again to go on.',
    'came-back': '  Stopped: letters came back. `npx serverless dlq list` says why.',
    refused: '  Stopped: SQS refused letters; they are where they were.',
    'canary-failed':
      '  Stopped after the canaries: the others were left where they are. `npx serverless dlq list` says why.',
  };
  return [...lines, why[end]].filter((line) => line !== '').join('\n');
}
