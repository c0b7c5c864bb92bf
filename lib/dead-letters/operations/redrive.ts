/** `dlq redrive`: messages go back to their service's queue; first a few as canaries, if asked. */
import { depthOf, queueCounts } from '../../aws/queue-counts.ts';
import { Refusal } from '../../cli/refusal.ts';
import type { StageClients } from '../../cli/stage.ts';
import { timestamp } from '../../clock/clock.ts';
import { watchCanaries } from '../canary.ts';
import type { DeadMessage } from '../dead-message.ts';
import { fileJournal } from '../journal.ts';
import { follow, type MoveTaskOutcome, moveAll, runningTask } from '../move-task.ts';
import { type Redrive, type RedriveOutcome, redrive } from '../redrive.ts';
import type { Canary, Redriven, RedriveReport } from '../reports.ts';
import type { Selection } from '../selection.ts';
import { type OpenSource, opened } from '../sources.ts';
import { verdictOf } from '../verdict.ts';
import { walk } from '../walk.ts';
import { type Context, portsOf } from './context.ts';

export interface RedriveOptions {
  readonly selection: Selection;
  readonly isDryRun: boolean;
  /** Messages a second; as fast as SQS takes them by default. */
  readonly rate?: number | undefined;
  /** Redrive this many first, and the rest only if the service applied all of them. */
  readonly canaries?: number | undefined;
  readonly canaryTimeoutMs: number;
  /** End when messages come back while others are still being sent. */
  readonly stopOnFailure: boolean;
  /** By SQS's own move task, which also takes what arrives meanwhile. */
  readonly byMoveTask: boolean;
}

/** A message that fails is tried again with growing delays before it comes back: this is time for the first of them. */
export const CANARY_TIMEOUT_MS = 60_000;

const NOTHING_UNSEEN = { heldElsewhere: 0, notReceived: 0 };

export async function redriveMessages(context: Context, options: RedriveOptions): Promise<RedriveReport> {
  if (options.byMoveTask && (!options.selection.isEverything || options.stopOnFailure)) {
    throw new Refusal(
      'a move task moves the whole queue: leave out --move-task, or the selection and --stop-on-failure',
    );
  }
  const redriven = await context.stage.use(async (clients) => {
    const all: Redriven[] = [];
    for (const named of context.sources) {
      const source = await opened(clients, named);
      if (depthOf(await queueCounts(clients.sqs, source.urls.dlq)) === 0) continue;
      const one = await (options.isDryRun ? dryRun : redriveOne)(context, clients, source, options);
      all.push(one);
      if (one.end !== 'done') break;
    }
    return all;
  });
  context.progress.end();
  return { stage: context.stage.name, redriven };
}

async function redriveOne(
  context: Context,
  clients: StageClients,
  source: OpenSource,
  options: RedriveOptions,
): Promise<Redriven> {
  const running = source.kind === 'consumer' ? await runningTask(clients.sqs, source.urls.dlq) : undefined;
  if (running !== undefined) return withRunningTask(context, clients, source, options.selection);
  const order = orderOf(context, source, options, depthOf(await queueCounts(clients.sqs, source.urls.dlq)));
  const first =
    options.canaries === undefined ? undefined : await redriveCanaries(context, clients, source, options, order);
  if (first !== undefined && first.report.end !== 'done') return first.report;
  const before = first?.report.redriven ?? 0;
  const canary = first?.report.canary;
  const common = { ...sourceOf(source), ...(canary !== undefined && { canary }) };
  if (options.byMoveTask && source.kind === 'consumer') {
    const moved = await movedBySqs(context, clients, source, options, order.atStart - before);
    return {
      ...common,
      ...NOTHING_UNSEEN,
      arrivedMeanwhile: 0,
      ...moved,
      redriven: before + moved.moved,
      how: 'move-task',
    };
  }
  const outcome = await redrive(portsOf(context, clients), journalOf(context, source), order);
  return {
    ...common,
    ...outcomeOf(outcome),
    redriven: before + outcome.messages.length,
    arrivedMeanwhile: order.arrived(),
  };
}

/** What every step of one queue's redrive has in common. */
interface Order extends Redrive {
  readonly atStart: number;
  readonly arrived: () => number;
}

function orderOf(context: Context, source: OpenSource, options: RedriveOptions, atStart: number): Order {
  const { stage, clock, progress, isInterrupted } = context;
  // A message that fails again at once is a new one: it waits for the next command, or this one would never end.
  const start = timestamp(clock.now());
  const arrived = new Set<string>();
  const isSelected = (message: DeadMessage) => {
    if (!options.selection.has(message)) return false;
    if (message.sentAt > start) arrived.add(message.messageId);
    return message.sentAt <= start;
  };
  return {
    source,
    isSelected,
    rate: options.rate,
    stopOnFailure: options.stopOnFailure,
    isInterrupted,
    onProgress: (done) => progress.show(`redriving ${source.service}`, done, atStart),
    explained: (error) => stage.explained(error),
    atStart,
    arrived: () => arrived.size,
  };
}

async function redriveCanaries(
  context: Context,
  clients: StageClients,
  source: OpenSource,
  { canaries, canaryTimeoutMs }: RedriveOptions,
  order: Order,
): Promise<{ readonly report: Redriven }> {
  const ports = portsOf(context, clients);
  const first = await redrive(ports, journalOf(context, source), { ...order, limit: canaries });
  const redriven = first.messages.length;
  context.progress.show(`waiting for what becomes of ${redriven} canaries`);
  const canary: Canary = await watchCanaries(ports, first.messages, {
    source,
    depth: order.atStart - redriven,
    timeoutMs: canaryTimeoutMs,
    isInterrupted: context.isInterrupted,
  });
  const hasFailed = canary.cameBack.length + canary.undecided.length > 0;
  const outcome = outcomeOf(first);
  const end = outcome.end === 'done' && hasFailed ? 'canary-failed' : outcome.end;
  return { report: { ...sourceOf(source), ...outcome, end, redriven, canary, arrivedMeanwhile: order.arrived() } };
}

function outcomeOf({ end, why, unseen }: RedriveOutcome) {
  return { ...unseen, end, ...(why !== undefined && { why }), how: 'message by message' as const };
}

/** SQS moves the whole queue already: that is what was asked for, or in the way of it. */
async function withRunningTask(
  context: Context,
  { sqs }: StageClients,
  source: OpenSource,
  { isEverything }: Selection,
): Promise<Redriven> {
  const common = { ...sourceOf(source), ...NOTHING_UNSEEN, arrivedMeanwhile: 0, how: 'move-task' as const };
  if (!isEverything) {
    const why = 'a move task of SQS moves the whole queue now: wait for its end, or cancel it';
    return { ...common, redriven: 0, end: 'failed', why };
  }
  const { clock, isInterrupted } = context;
  const onProgress = progressOf(context, source, 'following a move task that was running already:');
  const outcome = await follow(sqs, clock, { urls: source.urls, atStart: 0, isInterrupted, onProgress, isOurs: false });
  return {
    ...common,
    redriven: outcome.moved,
    end: outcome.end,
    ...(outcome.why !== undefined && { why: outcome.why }),
  };
}

async function movedBySqs(
  context: Context,
  { sqs }: StageClients,
  source: OpenSource,
  { rate }: RedriveOptions,
  atStart: number,
): Promise<MoveTaskOutcome> {
  const { clock, isInterrupted } = context;
  const onProgress = progressOf(context, source, 'SQS moves');
  const outcome = await moveAll(sqs, clock, { urls: source.urls, rate, atStart, isInterrupted, onProgress });
  if (outcome !== undefined) return outcome;
  throw new Refusal('this endpoint has no message move tasks: leave out --move-task, and messages go one by one');
}

const progressOf =
  ({ progress }: Context, { service }: OpenSource, doing: string) =>
  (moved: number, toMove: number) =>
    progress.show(`${doing} ${service}`, moved, toMove);

async function dryRun(
  context: Context,
  clients: StageClients,
  source: OpenSource,
  { selection }: RedriveOptions,
): Promise<Redriven> {
  const would = { 'not applied': 0, 'already applied': 0, 'applied, announcement not proved': 0, unreadable: 0 };
  const { heldElsewhere, notReceived } = await walk(portsOf(context, clients), source, async (page) => {
    const verdicts = await Promise.all(
      page.filter(selection.has).map((message) => verdictOf(message, source.validators, source.records)),
    );
    for (const { kind } of verdicts) would[kind] += 1;
    return { isEnough: context.isInterrupted() };
  });
  const end = context.isInterrupted() ? 'interrupted' : 'done';
  return {
    ...sourceOf(source),
    redriven: 0,
    how: 'dry run',
    end,
    heldElsewhere,
    notReceived,
    arrivedMeanwhile: 0,
    would,
  };
}

function sourceOf({ service, kind }: OpenSource) {
  return { service, kind };
}

function journalOf({ stage, clock }: Context, { service }: OpenSource) {
  return fileJournal(stage.serviceDir, stage.name, service, clock);
}
