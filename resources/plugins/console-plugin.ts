/** `serverless console`: the console of a deployed stage, on this machine and with the user's own credentials. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type CommandOptions, type Framework, hook, stageOf } from '../../lib/cli/command.ts';
import { untilInterrupted } from '../../lib/cli/interruption.ts';
import { say, warn } from '../../lib/cli/output.ts';
import { count } from '../../lib/cli/quantities.ts';
import { Refusal } from '../../lib/cli/refusal.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import { openBrowser } from '../console/server/browser.ts';
import { openDeployedConsole } from '../console/server/console.ts';
import { DeployedFlow } from '../console/server/deployed-flow.ts';
import { flowMapOf, flowNamesIn } from '../console/server/flow-map.ts';
import { type LogQuery, loggedAttempts } from '../console/server/order-logs.ts';

interface Options extends CommandOptions {
  readonly port?: string;
  readonly 'read-only'?: boolean;
  readonly open?: boolean;
}

export default class ConsolePlugin {
  readonly commands = {
    console: {
      usage: 'Watch a deployed stage in the browser: its flow, its orders, its dead-lettered messages',
      lifecycleEvents: ['serve'],
      options: {
        port: { usage: 'The port on loopback (default: any free one)', type: 'string' },
        'read-only': { usage: 'Change nothing: no redrive, no edit, no archive', type: 'boolean' },
        open: { usage: 'Open the browser, too', type: 'boolean' },
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    this.hooks = { 'console:serve': hook(framework, 'CONSOLE', () => serveConsole(framework, options)) };
  }
}

async function serveConsole(framework: Framework, options: Options): Promise<undefined> {
  const stage = stageOf(framework, options);
  if (stage.name === 'local' && process.env.AWS_ENDPOINT_URL === undefined) {
    throw new Refusal('`npm start` serves the console of this machine; name a deployed stage with --stage');
  }
  const port = count('--port', options.port ?? '0', { min: 0, max: 65_535 });
  const region = framework.getProvider('aws').getRegion();
  const profile = options['aws-profile'];
  const configuration = { region, ...(profile !== undefined && { profile }) };
  const clients = {
    sqs: new SQSClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    lambda: new LambdaClient(configuration),
  };
  const map = flowMapOf();
  const names = flowNamesIn(stage.prefix);
  const flow = new DeployedFlow(clients, map, names, systemClock);
  const groups = map.services.map(({ name }) => ({ service: name, logGroup: `/aws/lambda/${names.function(name)}` }));
  const logs = (query: LogQuery) => loggedAttempts(clients.logs, groups, query);
  // What is wrong with the stage or the credentials is told here, and not on a page that stays empty.
  await stage.use(() => flow.sample());
  const origin = {
    service: framework.service.service,
    stage: stage.name,
    region,
    serviceDir: stage.serviceDir,
    profile,
  };
  const isReadOnly = options['read-only'] ?? false;
  const opened = await openDeployedConsole(origin, { port, isReadOnly, onFailure: tellOfFailure }, { flow, logs });
  say(`The console of stage ${stage.name}: ${opened.url}\nPress Ctrl-C to stop.\n`);
  const closeBrowserFile = options.open ? await openBrowser(opened.url) : undefined;
  await untilInterrupted();
  await closeBrowserFile?.();
  await opened.stop();
  clients.sqs.destroy();
  clients.cloudwatch.destroy();
  clients.logs.destroy();
  clients.lambda.destroy();
}

function tellOfFailure(error: unknown): void {
  warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
