/** Dead-lettered messages on the page: the very operations of `serverless dlq`, with their reports as answers. */
import { count, duration, rate } from '../../../lib/cli/quantities.ts';
import type { Stage } from '../../../lib/cli/stage.ts';
import type { Clock } from '../../../lib/clock/clock.ts';
import {
  exitCodeOfArchive,
  exitCodeOfList,
  exitCodeOfPeek,
  exitCodeOfRedrive,
} from '../../../lib/dead-letters/exit-codes.ts';
import type { PersonalFields } from '../../../lib/dead-letters/masking.ts';
import { archiveDirectory, archiveMessages, purgeMessages } from '../../../lib/dead-letters/operations/archive.ts';
import type { Context } from '../../../lib/dead-letters/operations/context.ts';
import { editMessages } from '../../../lib/dead-letters/operations/edit.ts';
import { list } from '../../../lib/dead-letters/operations/list.ts';
import { peek } from '../../../lib/dead-letters/operations/peek.ts';
import { CANARY_TIMEOUT_MS, redriveMessages } from '../../../lib/dead-letters/operations/redrive.ts';
import { type Selection, selectionOf } from '../../../lib/dead-letters/selection.ts';
import type { Source } from '../../../lib/dead-letters/sources.ts';
import { type ActionRequest, type Actions, reads, requiredTextIn, textIn, truthIn, writes } from './actions.ts';
import { shown } from './refusals.ts';

export interface DeadLetterPorts {
  readonly stage: Stage;
  /** The dead-letter queues of one service, or of all. */
  readonly sourcesIn: (prefix: string, only: string | undefined) => Source[];
  readonly personal: PersonalFields;
  readonly clock: Clock;
}

type Body = ActionRequest['body'];

/** Messages that are shown unless more are asked for. */
const DEFAULT_LIMIT = '10';
const MAX_LIMIT = 10_000;

export function deadLetterActions(ports: DeadLetterPorts): Actions {
  const inTurn = oneAfterAnother();
  const on =
    <T>(work: (context: Context, body: Body) => Promise<T>) =>
    (request: ActionRequest): Promise<T> =>
      shown(() => work(contextOf(ports, request), request.body));
  const selected = (body: Body) => selectionIn(body, ports.clock.now());
  return {
    'dead-letters/list': reads((request) => inTurn(() => on(listed)(request))),
    'dead-letters/peek': reads((request) =>
      inTurn(() => on((context, body) => peeked(context, body, selected(body)))(request)),
    ),
    'dead-letters/redrive': {
      writes: (body) => body['dry-run'] !== true,
      run: on((context, body) => redriven(context, body, selected(body))),
    },
    'dead-letters/edit': { writes: (body) => body['dry-run'] !== true, run: on(edited) },
    'dead-letters/archive': writes(
      on(async (context, body) => {
        const report = await archiveMessages(context, {
          selection: selected(body),
          directory: archiveDirectory(context),
        });
        return { ...report, exitCode: exitCodeOfArchive(report) };
      }),
    ),
    'dead-letters/purge': writes(
      on(async (context, body) => {
        const report = await purgeMessages(context, {
          selection: selected(body),
          directory: archiveDirectory(context),
        });
        return { ...report, exitCode: exitCodeOfArchive(report) };
      }),
    ),
  };
}

async function listed(context: Context) {
  const report = await list(context);
  return { ...report, exitCode: exitCodeOfList(report) };
}

async function peeked(context: Context, body: Body, selection: Selection) {
  const limit = count('limit', textIn(body, 'limit') ?? DEFAULT_LIMIT, { min: 1, max: MAX_LIMIT });
  const report = await peek(context, { selection, limit, isFull: truthIn(body, 'full') });
  return { ...report, exitCode: exitCodeOfPeek(report) };
}

async function redriven(context: Context, body: Body, selection: Selection) {
  const [canaries, perSecond] = [textIn(body, 'canary'), textIn(body, 'rate')];
  const timeout = textIn(body, 'canary-timeout');
  const report = await redriveMessages(context, {
    selection,
    isDryRun: truthIn(body, 'dry-run'),
    stopOnFailure: truthIn(body, 'stop-on-failure'),
    byMoveTask: false,
    canaries: canaries === undefined ? undefined : count('canary', canaries, { min: 1, max: MAX_LIMIT }),
    rate: perSecond === undefined ? undefined : rate('rate', perSecond),
    canaryTimeoutMs: timeout === undefined ? CANARY_TIMEOUT_MS : duration('canary-timeout', timeout),
  });
  return { ...report, exitCode: exitCodeOfRedrive(report) };
}

/** Nobody is asked on the terminal: the page has asked. */
async function edited(context: Context, body: Body) {
  const [id, text] = [requiredTextIn(body, 'id'), requiredTextIn(body, 'text')];
  return editMessages(context, {
    selection: selectionOf({ id }, context.clock.now()),
    change: { by: async () => text },
    only: textIn(body, 'service'),
    isDryRun: truthIn(body, 'dry-run'),
    confirm: async () => true,
  });
}

/** A look at a queue hides its messages from every other look: two at once would each see a part. A page that opens a cause lists, too. */
function oneAfterAnother(): <T>(look: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (look) => {
    const next = last.then(look);
    last = next.catch(() => undefined);
    return next;
  };
}

function contextOf({ stage, sourcesIn, personal, clock }: DeadLetterPorts, request: ActionRequest): Context {
  const { body, progress, isInterrupted } = request;
  const kind = textIn(body, 'kind');
  const sources = sourcesIn(stage.prefix, textIn(body, 'service')).filter(
    (source) => kind === undefined || source.kind === kind,
  );
  return { stage, sources, personal, clock, progress, isInterrupted };
}

function selectionIn(body: Body, now: number): Selection {
  const [group, id, where, text] = [
    textIn(body, 'group'),
    textIn(body, 'id'),
    textIn(body, 'where'),
    textIn(body, 'text'),
  ];
  return selectionOf(
    {
      ...(group !== undefined && { group }),
      ...(id !== undefined && { id }),
      ...(where !== undefined && { where: [where] }),
      ...(text !== undefined && { text }),
    },
    now,
  );
}
