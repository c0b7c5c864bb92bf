/** `serverless consumers pause|resume`: stops feeding a service from its queue, and starts again. Messages wait meanwhile. */
import { type LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { mappingsOf } from '../../lib/aws/event-source-mappings.ts';
import { type CommandOptions, type Framework, hook, stageOf } from '../../lib/cli/command.ts';
import { jsonOption, print } from '../../lib/cli/output.ts';
import { Refusal } from '../../lib/cli/refusal.ts';
import type { Stage } from '../../lib/cli/stage.ts';
import { type Clock, sleep, systemClock } from '../../lib/clock/clock.ts';
import { physicalName } from '../../lib/lambda/names.ts';
import { assertService } from './dead-letter-sources.ts';

interface Options extends CommandOptions {
  readonly service?: string;
}

/** Lambda says `Disabling` for as long as batches are under way. */
const TIMEOUT_MS = 180_000;
const POLL_MS = 1_000;

export default class ConsumersPlugin {
  readonly commands = {
    consumers: {
      usage: 'Consumers: stop and start feeding them from their queues',
      type: 'container',
      commands: {
        pause: command('Stop feeding a service; its messages wait in its queue'),
        resume: command('Feed a service again'),
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    const run = (isOn: boolean) => hook(framework, 'CONSUMERS', () => turn(stageOf(framework, options), options, isOn));
    this.hooks = {
      'consumers:pause:run': run(false),
      'consumers:resume:run': run(true),
    };
  }
}

function command(usage: string) {
  const service = { usage: 'The service', type: 'string', required: true } as const;
  return { usage, lifecycleEvents: ['run'], options: { service, json: jsonOption } };
}

async function turn(stage: Stage, options: Options, isOn: boolean): Promise<undefined> {
  const { service = '' } = options;
  assertService(service);
  const functionName = physicalName(stage.prefix, service);
  const wanted = isOn ? 'Enabled' : 'Disabled';
  const state = await stage.use(({ lambda }) => turned(stage, lambda, functionName, wanted, systemClock));
  const next = isOn
    ? 'its queue is being drained'
    : `also across deployments. To resume it: ${stage.command(`consumers resume --service ${service}`)}`;
  print(options, { stage: stage.name, service, state }, () => `${service}: ${state.toLowerCase()}; ${next}`);
}

async function turned(
  stage: Stage,
  lambda: LambdaClient,
  FunctionName: string,
  wanted: string,
  clock: Clock,
): Promise<string> {
  const [first] = await mappingsOf(lambda, FunctionName);
  if (first === undefined) {
    throw new Refusal(
      `${FunctionName} has no event source mapping. Deploy it again: npx serverless deploy --stage ${stage.name}`,
    );
  }
  const deadline = clock.now() + TIMEOUT_MS;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: first.UUID, Enabled: wanted === 'Enabled' }));
  for (;;) {
    const [mapping] = await mappingsOf(lambda, FunctionName);
    if (mapping?.State === wanted) return wanted;
    if (clock.now() > deadline) return mapping?.State ?? 'unknown';
    await sleep(clock, POLL_MS);
  }
}
