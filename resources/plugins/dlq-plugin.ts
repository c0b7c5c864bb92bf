/** `serverless dlq …`: see, understand, repair and redrive dead letters, on this machine or on AWS. */
import { personalFields } from '../../events/personal-fields.ts';
import { askYesOrNo } from '../../lib/cli/asking.ts';
import { interruption } from '../../lib/cli/interruption.ts';
import { progressOn } from '../../lib/cli/progress.ts';
import { type Framework, jsonOption, Stage, type StageOptions } from '../../lib/cli/stage.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import {
  type ArchiveOptions,
  archiveCommand,
  purgeCommand,
  restoreCommand,
} from '../../lib/dead-letters/operations/archive.ts';
import type { Context } from '../../lib/dead-letters/operations/context.ts';
import { type EditOptions, editCommand } from '../../lib/dead-letters/operations/edit.ts';
import { list } from '../../lib/dead-letters/operations/list.ts';
import { type PeekOptions, peek } from '../../lib/dead-letters/operations/peek.ts';
import { type RedriveOptions, redriveCommand } from '../../lib/dead-letters/operations/redrive.ts';
import { watch } from '../../lib/dead-letters/operations/watch.ts';
import { consumersIn } from './consumer-names.ts';

interface Options extends StageOptions, PeekOptions, RedriveOptions, ArchiveOptions, EditOptions {
  readonly service?: string;
}

const service = { usage: 'The only service whose dead letters are meant', type: 'string' } as const;
const common = { service, json: jsonOption };
const selection = {
  group: { usage: 'Letters of one cause, by the group that `dlq list` shows', type: 'string' },
  id: { usage: 'One letter, by its event id', type: 'string' },
  'older-than': { usage: 'Letters sent before: 90m, 12h, 3d ago, or a time', type: 'string' },
  'newer-than': { usage: 'Letters sent after: 90m, 12h, 3d ago, or a time', type: 'string' },
  where: { usage: 'Letters whose event has this value, such as data.currency=GBP', type: 'multiple' },
} as const;
const dryRun = { usage: 'Only say what would be done', type: 'boolean' } as const;
const yes = { usage: 'Do not ask', type: 'boolean' } as const;

const command = (usage: string, options: object) => ({
  usage,
  lifecycleEvents: ['run'],
  options: { ...common, ...options },
});

export default class DeadLettersPlugin {
  readonly commands = {
    dlq: {
      usage: 'Dead letters: see, understand, repair, redrive',
      type: 'container',
      commands: {
        list: command('What lies in the dead-letter queues, grouped by cause', {}),
        peek: command('Single letters, why they failed, and what a redrive would do', {
          ...selection,
          limit: { usage: 'How many (default 10)', type: 'string' },
          full: { usage: 'Show personal data, and bodies that are no events', type: 'boolean' },
        }),
        redrive: command('Send letters back to their queue', {
          ...selection,
          'dry-run': dryRun,
          rate: { usage: 'At most so many a second', type: 'string' },
          canary: { usage: 'Send so many first, and the rest only if none of them comes back', type: 'string' },
          'canary-timeout': { usage: 'Seconds to wait for the canaries (default 60)', type: 'string' },
          'stop-on-failure': { usage: 'Stop as soon as letters come back', type: 'boolean' },
        }),
        edit: command('Mend one letter in $EDITOR or by a patch, check it, and redrive it', {
          id: { usage: 'The letter, by its event id, or message id if it is no event', type: 'string', required: true },
          patch: { usage: 'A file with a JSON patch (RFC 6902) instead of the editor', type: 'string' },
          'dry-run': dryRun,
          yes,
        }),
        archive: command('Copy letters into files; they stay in their queues', {
          ...selection,
          to: { usage: 'The directory', type: 'string', required: true },
        }),
        restore: command('Put archived letters back into their dead-letter queues', {
          from: { usage: 'The directory', type: 'string', required: true },
        }),
        purge: command('Delete letters, after archiving them', {
          ...selection,
          to: { usage: 'The directory of the archive (default .fanfare/archive/…)', type: 'string' },
          archive: { usage: 'With --no-archive, they are lost', type: 'boolean' },
          yes,
        }),
        watch: command('Watch queues and dead-letter queues fill and drain', {}),
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    const context = () => contextOf(new Stage(framework, options, 'DEAD_LETTERS'), options);
    this.hooks = {
      'dlq:list:run': () => list(context()),
      'dlq:peek:run': () => peek(context(), options),
      'dlq:redrive:run': () => redriveCommand(context(), options),
      'dlq:edit:run': () => editCommand(context(), options, askYesOrNo),
      'dlq:archive:run': () => archiveCommand(context(), options),
      'dlq:restore:run': () => restoreCommand(context(), options),
      'dlq:purge:run': () => purgeCommand(context(), options, askYesOrNo),
      'dlq:watch:run': () => watch(context(), options),
    };
  }
}

function contextOf(stage: Stage, options: Options): Context {
  return {
    stage,
    consumers: consumersIn(stage, options.service),
    personal: personalFields,
    clock: systemClock,
    progress: progressOn(process.stderr),
    isInterrupted: interruption(),
    exitWith: (code) => {
      process.exitCode = code;
    },
  };
}
