/** `serverless dlq …`: see, understand, fix and redrive dead-lettered messages, on this machine or on AWS. */
import { type Framework, hook } from '../../lib/cli/command.ts';
import { jsonOption } from '../../lib/cli/output.ts';
import { archiveCommand, purgeCommand, restoreCommand } from './dlq/archive-commands.ts';
import { contextOf, type Options } from './dlq/command-options.ts';
import { editCommand } from './dlq/edit-command.ts';
import { listCommand } from './dlq/list-command.ts';
import { exportCommand, peekCommand } from './dlq/peek-command.ts';
import { redriveCommand } from './dlq/redrive-command.ts';
import { watchCommand } from './dlq/watch-command.ts';

const service = { usage: 'Only the dead-letter queues of this service', type: 'string' } as const;
const common = { service, json: jsonOption };
const selection = {
  group: { usage: 'Messages of one cause, by the group that `dlq list` shows', type: 'string' },
  id: { usage: 'One message, by its event id', type: 'string' },
  'older-than': { usage: 'Messages sent before: 90m, 12h, 3d ago, or a time in RFC 3339', type: 'string' },
  'newer-than': { usage: 'Messages sent after: 90m, 12h, 3d ago, or a time in RFC 3339', type: 'string' },
  where: { usage: 'Messages whose event has this value, such as data.currency=GBP', type: 'multiple' },
  text: { usage: 'Messages whose body contains this text, whatever its case', type: 'string' },
} as const;
const dryRun = { usage: 'Only say what would be done', type: 'boolean' } as const;
const yes = { usage: 'Do not ask', type: 'boolean' } as const;
const full = { usage: 'Show personal data, and bodies that are not events', type: 'boolean' } as const;

const command = (usage: string, options: object) => ({
  usage,
  lifecycleEvents: ['run'],
  options: { ...common, ...options },
});

export default class DeadLettersPlugin {
  readonly commands = {
    dlq: {
      usage: 'Dead-lettered messages: see, understand, fix, redrive',
      type: 'container',
      commands: {
        list: command('What is in the dead-letter queues, grouped by cause', {
          sure: { usage: 'Where nothing is seen, count again a minute later', type: 'boolean' },
        }),
        peek: command('Single messages, why they failed, and what a redrive would do', {
          ...selection,
          limit: { usage: 'How many (default 10)', type: 'string' },
          full,
        }),
        export: command('Write messages, masked, into a JSON or CSV file', {
          ...selection,
          to: { usage: 'The file', type: 'string', required: true },
          format: { usage: 'json (default) or csv', type: 'string' },
          full,
        }),
        redrive: command('Send messages back to their queue', {
          ...selection,
          'dry-run': dryRun,
          rate: { usage: 'At most this many a second', type: 'string' },
          canary: { usage: 'Send this many first, and the rest only if none of them comes back', type: 'string' },
          'canary-timeout': { usage: 'How long to wait for the canaries: 90s, 5m (default 60s)', type: 'string' },
          'stop-on-failure': { usage: 'Stop as soon as messages come back', type: 'boolean' },
          'move-task': { usage: 'By a move task of SQS, which also takes what arrives meanwhile', type: 'boolean' },
        }),
        edit: command('Fix messages in $EDITOR or by a patch, check them, and redrive them', {
          id: { usage: 'One event, by its id, or one message by its message id', type: 'string' },
          group: { usage: 'All messages of a cause, with --patch', type: 'string' },
          patch: { usage: 'A file with a JSON patch (RFC 6902) instead of the editor', type: 'string' },
          'dry-run': dryRun,
          yes,
        }),
        archive: command('Copy messages into files; they stay in their queues', {
          ...selection,
          to: { usage: 'The directory', type: 'string', required: true },
        }),
        restore: command('Put archived messages back into their dead-letter queues, each once', {
          from: { usage: 'The directory', type: 'string', required: true },
        }),
        purge: command('Delete messages, after archiving them', {
          ...selection,
          to: { usage: 'The directory of the archive (default .fanfare/archive/…)', type: 'string' },
          archive: { usage: 'With --no-archive, they are lost', type: 'boolean' },
          force: { usage: 'Also what was applied, and may not have been announced', type: 'boolean' },
          yes,
        }),
        watch: command('Watch queues and dead-letter queues fill and drain', {}),
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    const run = (work: () => Promise<number>) => hook(framework, 'DEAD_LETTERS', work);
    const context = () => contextOf(framework, options, options.service);
    this.hooks = {
      'dlq:list:run': run(() => listCommand(context(), options)),
      'dlq:peek:run': run(() => peekCommand(context(), options)),
      'dlq:export:run': run(() => exportCommand(context(), options)),
      'dlq:redrive:run': run(() => redriveCommand(context(), options)),
      'dlq:edit:run': run(() => editCommand(contextOf(framework, options, undefined), options)),
      'dlq:archive:run': run(() => archiveCommand(context(), options)),
      'dlq:restore:run': run(() => restoreCommand(context(), options)),
      'dlq:purge:run': run(() => purgeCommand(context(), options)),
      'dlq:watch:run': run(() => watchCommand(context(), options)),
    };
  }
}
