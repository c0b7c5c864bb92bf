/** Dead letters on the page: the very commands of `serverless dlq`, with their documents as answers. */
import { join } from 'node:path';
import type { Stage } from '../../../lib/cli/stage.ts';
import { type Clock, timestamp } from '../../../lib/clock/clock.ts';
import type { PersonalFields } from '../../../lib/dead-letters/masking.ts';
import { archiveCommand, purgeCommand } from '../../../lib/dead-letters/operations/archive.ts';
import type { ConsumerNames, Context, SelectionOptions } from '../../../lib/dead-letters/operations/context.ts';
import { editCommand } from '../../../lib/dead-letters/operations/edit.ts';
import { list } from '../../../lib/dead-letters/operations/list.ts';
import { peek } from '../../../lib/dead-letters/operations/peek.ts';
import { redriveCommand } from '../../../lib/dead-letters/operations/redrive.ts';
import { type ActionRequest, type Actions, reads, requiredTextIn, textIn, truthIn, writes } from './actions.ts';
import { consoleStage, type StageOrigin, told } from './stage.ts';

export interface DeadLetterPorts {
  readonly origin: StageOrigin;
  /** Those of one service, or all. */
  readonly consumersIn: (stage: Stage, only: string | undefined) => ConsumerNames[];
  readonly personal: PersonalFields;
  readonly clock: Clock;
}

/** Nobody is asked on the terminal: the page has asked. */
const yes = async (): Promise<boolean> => true;

export function deadLetterActions(ports: DeadLetterPorts): Actions {
  const run = (request: ActionRequest, command: (context: Context) => Promise<void>) =>
    documentOf(ports, request, command);
  const inTurn = oneAfterAnother();
  const archiveDirectory = () =>
    join(ports.origin.serviceDir, '.fanfare', 'archive', timestamp(ports.clock.now()).replaceAll(':', '-'));
  return {
    'dead-letters/list': reads((request) => inTurn(() => run(request, list))),
    'dead-letters/peek': reads((request) =>
      inTurn(() =>
        run(request, (context) => {
          const limit = textIn(request.body, 'limit');
          const full = truthIn(request.body, 'full');
          return peek(context, { ...selectionIn(request.body), full, ...(limit !== undefined && { limit }) });
        }),
      ),
    ),
    'dead-letters/redrive': {
      writes: (body) => body['dry-run'] !== true,
      run: (request) =>
        run(request, (context) => {
          const [canary, rate] = [textIn(request.body, 'canary'), textIn(request.body, 'rate')];
          const timeout = textIn(request.body, 'canary-timeout');
          return redriveCommand(context, {
            ...selectionIn(request.body),
            'dry-run': truthIn(request.body, 'dry-run'),
            'stop-on-failure': truthIn(request.body, 'stop-on-failure'),
            ...(canary !== undefined && { canary }),
            ...(rate !== undefined && { rate }),
            ...(timeout !== undefined && { 'canary-timeout': timeout }),
          });
        }),
    },
    'dead-letters/edit': {
      writes: (body) => body['dry-run'] !== true,
      run: (request) =>
        run(request, (context) => {
          const id = requiredTextIn(request.body, 'id');
          const text = requiredTextIn(request.body, 'text');
          return editCommand(context, { id, text, yes: true, 'dry-run': truthIn(request.body, 'dry-run') }, yes);
        }),
    },
    'dead-letters/archive': writes((request) =>
      run(request, (context) => archiveCommand(context, { ...selectionIn(request.body), to: archiveDirectory() })),
    ),
    'dead-letters/purge': writes((request) =>
      run(request, (context) => purgeCommand(context, { ...selectionIn(request.body), yes: true }, yes)),
    ),
  };
}

/** A look at a queue hides its letters from every other look: two at once would each see a part. A page that opens a cause lists, too. */
function oneAfterAnother(): <T>(look: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (look) => {
    const next = last.then(look);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Runs the command, and answers what it reports, with the exit code that a script would get. */
async function documentOf(
  { origin, consumersIn, personal, clock }: DeadLetterPorts,
  { body, progress, isInterrupted }: ActionRequest,
  command: (context: Context) => Promise<void>,
): Promise<unknown> {
  let document: unknown = {};
  let exitCode = 0;
  await told(async () => {
    const stage = consoleStage(origin, (reported) => {
      document = reported;
    });
    const consumers = consumersIn(stage, textIn(body, 'service'));
    const exitWith = (code: number) => {
      exitCode = code;
    };
    await command({ stage, consumers, personal, clock, progress, isInterrupted, exitWith });
  });
  return { ...(document as object), exitCode };
}

function selectionIn(body: ActionRequest['body']): SelectionOptions {
  const [group, id, where] = [textIn(body, 'group'), textIn(body, 'id'), textIn(body, 'where')];
  return {
    ...(group !== undefined && { group }),
    ...(id !== undefined && { id }),
    ...(where !== undefined && { where: [where] }),
  };
}
