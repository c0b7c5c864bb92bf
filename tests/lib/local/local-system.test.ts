import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type LocalOptions, type LocalSystem, startLocal } from '../../../lib/local/local-system.ts';
import type { Invocation, SettledBatch } from '../../../lib/local/observer.ts';
import { arnOf, lambdaFunction, type Project, projectOf, workerResources } from '../../rig/local-project.ts';
import { until } from '../../rig/until.ts';

const open: { system: LocalSystem; project: Project; sns: SNSClient }[] = [];

afterEach(async () => {
  for (const { system, project, sns } of open.splice(0)) {
    sns.destroy();
    await system.stop();
    await project.remove();
  }
});

interface Written {
  readonly lines: string[];
  readonly notices: string[];
}

async function systemOf(
  resources: object,
  handlers: Readonly<Record<string, string>>,
  options: Partial<LocalOptions> = {},
) {
  const project = await projectOf({ Resources: resources }, handlers);
  const written: Written = { lines: [], notices: [] };
  const system = await startLocal({
    templateDirectory: project.directory,
    log: {
      line: (_, line) => written.lines.push(line),
      notice: (subject, message) => written.notices.push(`${subject}: ${message}`),
    },
    ...options,
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sns = new SNSClient({ region: system.region, endpoint: system.endpoints.sns, credentials });
  open.push({ system, project, sns });
  const publish = (Message: string) =>
    sns.send(new PublishCommand({ TopicArn: system.resolve('JobsTopic').ref, Message }));
  return { system, written, publish };
}

/** Writes the body of each record, and fails those that say so. */
const WORKER = `
exports.handler = async ({ Records }) => {
  for (const { body } of Records) console.log(body);
  console.log(JSON.stringify({
    _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'Handled', Unit: 'Count' }] }] },
    Service: 'worker', Handled: Records.length,
  }));
  return { batchItemFailures: Records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

test('what is published reaches the function, and is counted', async () => {
  const { system, written, publish } = await systemOf(workerResources(), { worker: WORKER });

  await Promise.all(['a', 'b', 'c'].map(publish));
  await system.idle(10_000);

  expect([...written.lines].sort()).toEqual(['a', 'b', 'c']);
  expect(system.counters()).toEqual({ worker: { Handled: 3 } });
  expect(written.notices).toEqual([]);
});

test('a message that keeps failing ends in the dead-letter queue, which does not keep the system from being idle', async () => {
  const resources = workerResources({ queue: { VisibilityTimeout: 0 } });
  const { system, written, publish } = await systemOf(resources, { worker: WORKER });

  await publish('poison');
  await system.idle(10_000);

  expect(written.lines).toEqual(Array.from({ length: 5 }, () => 'poison'));
  const queues = await system.queues();
  expect(queues.map(({ logicalId, visible, isDeadLetterQueue }) => [logicalId, visible, isDeadLetterQueue])).toEqual([
    ['WorkerQueue', 0, false],
    ['WorkerDlq', 1, true],
  ]);
});

test('whoever watches is told of every invocation and batch, and what moves is counted', async () => {
  const invocations: Invocation[] = [];
  const batches: SettledBatch[] = [];
  const { system, publish } = await systemOf(
    workerResources({ mapping: { BatchSize: 1 } }),
    { worker: WORKER },
    { observer: { invoked: (one) => invocations.push(one), settled: (one) => batches.push(one) } },
  );
  await publish('a');
  await publish('poison');
  await until(() => batches.length === 2);

  expect(invocations.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
  const outcomes = batches.flatMap(({ records, succeeded }) =>
    records.map(({ body, messageId }) => [body, succeeded.has(messageId)]),
  );
  expect(Object.fromEntries(outcomes)).toEqual({ a: true, poison: false });
  const { published, oldestSentAt } = await system.traffic();
  expect(published).toEqual({ [system.resolve('JobsTopic').ref]: 2 });
  expect(Object.keys(oldestSentAt)).toEqual(['worker']);
  expect(Object.values(system.concurrency()).map(({ running }) => running)).toEqual([0]);
});

test('chaos may be switched on and off while the system runs', async () => {
  const { system, written, publish } = await systemOf(workerResources(), { worker: WORKER });
  system.chaos.change({ duplicates: 1 });
  await publish('twice');
  await system.idle(10_000);
  system.chaos.change({});
  await publish('once');
  await system.idle(10_000);

  expect(written.lines).toEqual(['twice', 'twice', 'once']);
});

test('a system that is not idle at the deadline says what is left', async () => {
  const { system, publish } = await systemOf(workerResources(), { worker: WORKER });
  await publish('poison');
  await until(() => system.counters().worker?.Handled === 1);

  await expect(system.idle(100)).rejects.toThrow('not idle after 0.1 s: worker has 0 visible, 1 in flight, 0 delayed');
});

test('a paused function is fed nothing until it is resumed', async () => {
  const { system, written, publish } = await systemOf(workerResources(), { worker: WORKER });
  await system.pause('worker');

  await publish('a');
  const [waiting] = await system.queues();
  expect(system.paused()).toEqual(['worker']);
  system.resume('worker');
  expect(system.paused()).toEqual([]);
  await system.idle(10_000);

  expect(waiting?.visible).toBe(1);
  expect(written.lines).toEqual(['a']);
});

test('a mapping that the template disables is not run', async () => {
  const { system, publish } = await systemOf(workerResources({ mapping: { Enabled: false } }), { worker: WORKER });

  await publish('a');

  await expect(system.idle(300)).rejects.toThrow('worker has 1 visible');
});

test('a killed worker fails its batch, which comes again', async () => {
  const { system, written, publish } = await systemOf(
    workerResources(),
    {
      worker: `exports.handler = async ({ Records: [{ body, attributes }] }) => {
        console.log(attributes.ApproximateReceiveCount);
        if (attributes.ApproximateReceiveCount === '1') await new Promise((done) => setTimeout(done, 60000));
      };`,
    },
    { visibilityTimeoutSeconds: 1 },
  );
  await publish('a');
  await until(() => written.lines.length === 1);

  expect(system.killWorker('worker')).toBe(true);
  await system.idle(10_000);

  expect(written.lines).toEqual(['1', '2']);
  expect(written.notices).toEqual([expect.stringMatching(/^worker: batch of 1 failed: Runtime.ExitError/)]);
});

test('a function is invoked by its physical name, its logical id, or its name in serverless.yml', async () => {
  const resources = {
    OrderApiLambdaFunction: lambdaFunction('shop-local-order-api'),
  };
  const { system } = await systemOf(resources, { 'shop-local-order-api': 'exports.handler = async (event) => event;' });

  for (const name of ['shop-local-order-api', 'OrderApiLambdaFunction', 'orderApi', 'order-api']) {
    expect(await system.invoke(name, { a: 1 })).toEqual({ kind: 'answered', payload: '{"a":1}' });
  }
  await expect(system.invoke('other', {})).rejects.toThrow(
    'there is no function other; there are shop-local-order-api',
  );
});

test('functions have the template’s environment, and the engines’ whereabouts', async () => {
  const { system } = await systemOf(workerResources(), { worker: 'exports.handler = async () => process.env;' });

  const outcome = await system.invoke('worker', {});

  const environment = JSON.parse((outcome.kind === 'answered' && outcome.payload) || '{}');
  expect(environment).toMatchObject({
    QUEUE_URL: `${system.endpoints.sqs}/000000000000/worker`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_ENDPOINT_URL_SQS: system.endpoints.sqs,
    AWS_ENDPOINT_URL_SNS: system.endpoints.sns,
    AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(/^http:\/\/127\.\d+\.\d+\.\d+:\d+$/),
    AWS_LAMBDA_FUNCTION_NAME: 'worker',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
  });
});

test('a schedule is run by name, with the event of EventBridge', async () => {
  const resources = {
    WatchLambdaFunction: lambdaFunction('watch'),
    WatchRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'watch-rule',
        ScheduleExpression: 'rate(5 minutes)',
        Targets: [{ Id: 'watch', Arn: arnOf('WatchLambdaFunction') }],
      },
    },
  };
  const { system } = await systemOf(resources, { watch: 'exports.handler = async (event) => event;' });

  const outcome = await system.runSchedule('watch-rule');

  expect(JSON.parse((outcome.kind === 'answered' && outcome.payload) || '{}')).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:000000000000:rule/watch-rule'],
    detail: {},
  });
  await expect(system.runSchedule('other')).rejects.toThrow('there is no schedule other; there are WatchRule');
});

test('with chaos, every message is handled, some twice and in another order, and the system gets idle', async () => {
  const { system, written, publish } = await systemOf(
    workerResources({ mapping: { BatchSize: 5 } }),
    {
      worker: `exports.handler = async ({ Records }) => {
        await new Promise((done) => setTimeout(done, 20));
        for (const { body } of Records) console.log(body);
      };`,
    },
    { chaos: { seed: 7, duplicates: 0.5, reorder: true, crashes: 0.2 }, visibilityTimeoutSeconds: 1 },
  );
  const sent = Array.from({ length: 60 }, (_, index) => String(index));

  for (const body of sent) await publish(body);
  await system.idle(30_000);

  const { duplicated, reordered, killed } = system.chaos.counts;
  expect(new Set(written.lines)).toEqual(new Set(sent));
  expect(written.lines.length).toBeGreaterThan(sent.length);
  expect(written.lines.filter((line, index) => written.lines.indexOf(line) === index)).not.toEqual(sent);
  expect(Math.min(duplicated, reordered, killed)).toBeGreaterThan(0);
});

test('a template with a type that is not known here is refused, naming it', async () => {
  const project = await projectOf({ Resources: { Stream: { Type: 'AWS::Kinesis::Stream' } } });

  await expect(startLocal({ templateDirectory: project.directory })).rejects.toThrow(
    'the template has resources that the local runtime does not know: AWS::Kinesis::Stream',
  );
  await project.remove();
});

test('a subscription whose queue does not admit the topic is refused, naming both', async () => {
  const { WorkerQueuePolicy, ...resources } = workerResources();
  expect(WorkerQueuePolicy).toBeDefined();
  const project = await projectOf({ Resources: resources }, { worker: WORKER });

  await expect(startLocal({ templateDirectory: project.directory })).rejects.toThrow(
    'WorkerJobsSubscription: no AWS::SQS::QueuePolicy of WorkerQueue lets arn:aws:sns:eu-west-1:000000000000:jobs send to it',
  );
  await project.remove();
});

test('without a template it says what to run', async () => {
  await expect(startLocal({ templateDirectory: '/nowhere' })).rejects.toThrow(
    'there is no template at /nowhere/cloudformation-template-update-stack.json: run `npx serverless package --stage local` first',
  );
});
