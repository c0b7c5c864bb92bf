import type { Invocation } from '../../../lib/local/observer.ts';
import type { FlowMap, FlowNames } from '../../../resources/console/server/flow.ts';
import { LocalFlow, percentile } from '../../../resources/console/server/local-flow.ts';

const map: FlowMap = {
  entries: [{ name: 'api', publishes: ['order.placed'] }],
  services: [
    {
      name: 'payment',
      does: '',
      consumes: ['order.placed'],
      publishes: [],
      maximumConcurrency: 10,
      ageObjectiveSeconds: 60,
    },
  ],
};
const names: FlowNames = {
  topic: (type) => `topic-${type}`,
  queue: (service) => `queue-${service}`,
  dlq: (service) => `dlq-${service}`,
  deliveryDlq: (service) => `delivery-${service}`,
  function: (service) => `function-${service}`,
};

const depth = (name: string, visible: number, inFlight = 0, delayed = 0) => ({
  logicalId: name,
  name,
  url: '',
  visible,
  inFlight,
  delayed,
  isDeadLetterQueue: false,
});

/** A system at a moment; the test moves it on. */
function sceneAt(now: number) {
  const scene = {
    now,
    countedAt: now,
    published: 0,
    oldestSentAt: {} as Record<string, number>,
    queues: [depth('queue-payment', 0)],
  };
  const flow = new LocalFlow(map, names, { now: () => scene.now, after: () => () => undefined });
  flow.watch({
    queues: async () => scene.queues,
    traffic: async () => ({
      at: scene.countedAt,
      published: { 'arn:aws:sns:eu-west-1:0:topic-order.placed': scene.published },
      oldestSentAt: scene.oldestSentAt,
    }),
    concurrency: () => ({ 'function-payment': { running: 3, most: 10 } }),
    paused: () => [],
  });
  return { scene, flow };
}

const invocation = (
  startedAt: number,
  durationMs: number,
  outcome: Invocation['outcome'] = 'answered',
): Invocation => ({
  functionName: 'function-payment',
  startedAt,
  durationMs,
  outcome,
});

test('what was published between two samples is a rate', async () => {
  const { scene, flow } = sceneAt(1_000);
  scene.published = 5;
  await flow.sample();
  scene.now = scene.countedAt = 3_000;
  scene.published = 25;
  expect((await flow.sample()).published).toEqual({ 'order.placed': 10 });
});

test('a rate is over the time between counts, however long a sample takes', async () => {
  const { scene, flow } = sceneAt(1_000);
  await flow.sample();
  scene.countedAt = 2_000;
  scene.now = 9_000;
  scene.published = 20;
  expect((await flow.sample()).published).toEqual({ 'order.placed': 20 });
});

test('queues, their ages and dead letters are told apart', async () => {
  const { scene, flow } = sceneAt(10_000);
  scene.queues = [depth('queue-payment', 4, 2, 1), depth('dlq-payment', 1, 1), depth('delivery-payment', 3)];
  scene.oldestSentAt = { 'queue-payment': 7_500 };
  expect((await flow.sample()).services.payment).toMatchObject({
    waiting: 5,
    inFlight: 2,
    oldestSeconds: 2.5,
    dead: 2,
    undelivered: 3,
    running: 3,
  });
});

test('durations and errors are of the last ten seconds', async () => {
  const { scene, flow } = sceneAt(20_000);
  flow.invoked(invocation(5_000, 4_000));
  for (const durationMs of [10, 20, 30, 400]) flow.invoked(invocation(15_000, durationMs));
  flow.invoked(invocation(16_000, 50, 'timed-out'));
  expect((await flow.sample()).services.payment).toMatchObject({
    p50Ms: 30,
    p95Ms: 400,
    invocations: 0.5,
    errors: 0.1,
  });
  scene.now = 60_000;
  expect((await flow.sample()).services.payment).toMatchObject({ p50Ms: null, p95Ms: null, invocations: 0, errors: 0 });
});

test.each([
  [[], 0.5, null],
  [[7], 0.95, 7],
  [[1, 2, 3, 4], 0.5, 2],
  [[1, 2, 3, 4], 1, 4],
])('of %j, the percentile at %d is %j', (sorted, share, value) => {
  expect(percentile(sorted, share)).toBe(value);
});
