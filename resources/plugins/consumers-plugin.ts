/** `serverless consumers pause|resume`: stops feeding a service from its queue, and starts again. Messages wait meanwhile. */
import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { type Framework, jsonOption, Stage, type StageOptions } from '../../lib/cli/stage.ts';
import { type Clock, sleep, systemClock } from '../../lib/clock/clock.ts';
import { physicalName } from '../../lib/lambda/names.ts';
import { consumersIn } from './consumer-names.ts';

interface Options extends StageOptions {
  readonly service?: string;
}

/** Lambda says `Disabling` for as long as batches are under way. */
const PATIENCE_MS = 180_000;
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
    const stage = () => new Stage(framework, options, 'CONSUMERS');
    this.hooks = {
      'consumers:pause:run': () => turn(stage(), options, false),
      'consumers:resume:run': () => turn(stage(), options, true),
    };
  }
}

function command(usage: string) {
  const service = { usage: 'The service', type: 'string', required: true } as const;
  return { usage, lifecycleEvents: ['run'], options: { service, json: jsonOption } };
}

async function turn(stage: Stage, { service = '' }: Options, isOn: boolean): Promise<void> {
  // Refuses what is no service.
  consumersIn(stage, service);
  const functionName = physicalName(stage.prefix, service);
  const wanted = isOn ? 'Enabled' : 'Disabled';
  const state = await stage.use(({ lambda }) => turned(stage, lambda, functionName, wanted, systemClock));
  const next = isOn
    ? 'its queue is being drained'
    : `resume it with npx serverless consumers resume --service ${service}`;
  stage.print({ stage: stage.name, service, state }, () => `${service}: ${state.toLowerCase()}; ${next}`);
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
    throw stage.refusal(`${FunctionName} has no event source mapping: deploy stage ${stage.name} again`);
  }
  const deadline = clock.now() + PATIENCE_MS;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: first.UUID, Enabled: wanted === 'Enabled' }));
  for (;;) {
    const [mapping] = await mappingsOf(lambda, FunctionName);
    if (mapping?.State === wanted) return wanted;
    if (clock.now() > deadline) return mapping?.State ?? 'unknown';
    await sleep(clock, POLL_MS);
  }
}

async function mappingsOf(lambda: LambdaClient, FunctionName: string): Promise<EventSourceMappingConfiguration[]> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  return EventSourceMappings;
}
