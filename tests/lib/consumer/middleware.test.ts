import middy, { type MiddlewareObj } from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { paymentConsumer } from '../../../handlers/payment/consumer.ts';
import type { PaymentPorts } from '../../../handlers/payment/payment.ts';
import type { Environment } from '../../../lib/consumer/consumer.ts';
import {
  attemptLimit,
  batch,
  batchHandler,
  type ConsumerHandler,
  disposition,
  idempotency,
  inOrder,
  lossless,
  outbox,
  recordLog,
  validation,
} from '../../../lib/consumer/pipeline.ts';
import { TransientError } from '../../../lib/errors.ts';
import { event } from '../../rig/event-builder.ts';
import { type Faults, lambdaContext, makeRig, type Rig, startRigEngines, stopRigEngines } from '../../rig/pipeline.ts';
import { RecordingGateway } from '../../rig/recording-gateway.ts';

beforeAll(startRigEngines);
afterAll(stopRigEngines);

type Own = MiddlewareObj<SQSEvent, SQSBatchResponse>;

const places = [
  'before all stages',
  'between batch and disposition',
  'between outbox and validation',
  'after all stages',
];
type Place = (typeof places)[number];

const idle: Own = { before: () => undefined };

/** Payment's pipeline, with a team's own middleware at `place`. */
const chainWith =
  (place: Place, own: Own) =>
  (ports: PaymentPorts, environment: Environment): ConsumerHandler => {
    const consumer = paymentConsumer(ports);
    const at = (one: Place): Own => (one === place ? own : idle);
    return middy(lossless)
      .use(at('before all stages'))
      .use(
        inOrder([
          batch(),
          at('between batch and disposition'),
          recordLog(environment),
          disposition(consumer, environment),
          outbox(consumer, environment),
          at('between outbox and validation'),
          validation(consumer, environment),
          attemptLimit(environment),
          idempotency(consumer, environment),
        ]),
      )
      .use(at('after all stages'))
      .handler(batchHandler(consumer, environment));
  };

const faultsWith = (place: Place, own: Own): Faults => ({ handlerIn: chainWith(place, own) });
const placed = (orderId: string) => event('order.placed', { orderId, time: new Date().toISOString() });
const allOf = ({ Records }: SQSEvent): SQSBatchResponse => ({
  batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});
/** A queue on which nothing is put off: a failed message is visible at once. */
const undelayed = { queue: { postpone: async () => new Map(), quarantine: async () => new Map() } };
const nothingFailed = (): SQSBatchResponse => ({ batchItemFailures: [] });

let rig: Rig;
let gateway: RecordingGateway;
beforeEach(async () => {
  rig = await makeRig({ visibilitySeconds: 0 });
  gateway = new RecordingGateway();
  await rig.send(placed('order-1'), placed('order-2'));
});

/** Both orders are charged once and announced, whatever went wrong before. */
async function expectNothingLost(): Promise<void> {
  const delivered = await rig.deliver(gateway);
  expect(delivered.response).toEqual({ batchItemFailures: [] });
  expect([...gateway.charges.keys()]).toHaveLength(2);
  expect(new Set((await rig.published()).map(({ subject }) => subject))).toEqual(new Set(['order-1', 'order-2']));
}

describe.each(places)("a team's own middleware %s", (place) => {
  it("sees Lambda's event as it is, and a partial batch response", async () => {
    gateway.afterCharge = async ({ orderId }) => {
      if (orderId === 'order-2') throw new TransientError('GatewayOutage', 'the payment gateway does not answer');
    };
    const seen: unknown[] = [];
    const own: Own = {
      before: (request) => void seen.push(structuredClone(request.event)),
      after: (request) => void seen.push(structuredClone(request.event), request.response),
    };
    const { event: batched, response } = await rig.deliver(gateway, faultsWith(place, own));
    const failed = batched.Records.filter(({ body }) => body.includes('"subject":"order-2"'));
    expect(response).toEqual(allOf({ Records: failed }));
    expect(seen).toEqual([batched, batched, response]);
  });

  it('that throws on the way in fails the batch as a whole, and nothing is lost', async () => {
    const errors: unknown[] = [];
    const own: Own = {
      before: () => {
        throw new Error('no access to the secret');
      },
      onError: (request) => void errors.push(request.event.Records.length),
    };
    await expect(rig.deliver(gateway, faultsWith(place, own))).rejects.toThrow('no access to the secret');
    expect(errors).toEqual([2]);
    expect(gateway.asked).toEqual([]);
    await expectNothingLost();
  });

  it('that throws on the way out fails the batch as a whole, and nothing is lost or done twice', async () => {
    const own: Own = { after: () => Promise.reject(new Error('the metrics are full')) };
    await expect(rig.deliver(gateway, faultsWith(place, own))).rejects.toThrow('the metrics are full');
    await expectNothingLost();
    expect(gateway.asked).toHaveLength(2);
  });

  it('that answers in the place of the pipeline cannot acknowledge what was not dealt with', async () => {
    const own: Own = { before: nothingFailed };
    await expect(rig.deliver(gateway, faultsWith(place, own))).rejects.toThrow('would have lost 2 messages');
    await expectNothingLost();
  });

  it('that turns an error into an answer cannot acknowledge what was not dealt with', async () => {
    const own: Own = { before: () => Promise.reject(new Error('no')), onError: nothingFailed };
    await expect(rig.deliver(gateway, faultsWith(place, own))).rejects.toThrow('would have lost 2 messages');
    await expectNothingLost();
  });

  it('may answer in the place of the pipeline when it names every message, as a circuit breaker does', async () => {
    const own: Own = { before: (request) => allOf(request.event) };
    const { event: batched, response } = await rig.deliver(gateway, faultsWith(place, own));
    expect(response).toEqual(allOf(batched));
    expect(gateway.asked).toEqual([]);
    await expectNothingLost();
  });

  it('may name a message that it wants to be redelivered', async () => {
    const own: Own = {
      after: (request) => {
        const [first] = request.event.Records;
        request.response?.batchItemFailures.push({ itemIdentifier: first?.messageId ?? '' });
      },
    };
    const { event: batched, response } = await rig.deliver(gateway, {
      ...faultsWith(place, own),
      environment: undelayed,
    });
    expect(response).toEqual(allOf({ Records: batched.Records.slice(0, 1) }));
    await expectNothingLost();
  });
});

describe('a middleware that ends the way out with an answer of its own', () => {
  it.each(places.slice(1))('%s has skipped stages, so nothing is acknowledged', async (place) => {
    await expect(rig.deliver(gateway, faultsWith(place, { after: nothingFailed }))).rejects.toThrow('would have lost');
    await expectNothingLost();
  });

  it('before all stages acknowledges what is dealt with, and nothing else', async () => {
    const own = { ...faultsWith('before all stages', { after: nothingFailed }), environment: undelayed };
    gateway.isDown = true;
    await expect(rig.deliver(gateway, own)).rejects.toThrow('would have lost 2 messages');
    gateway.isDown = false;
    expect((await rig.deliver(gateway, own)).response).toEqual({ batchItemFailures: [] });
    expect(await rig.published()).toHaveLength(2);
  });
});

it('an invocation without messages, such as one that keeps the function warm, may be answered with anything', async () => {
  const warmUp: MiddlewareObj = { before: () => 'warm' };
  const handler = middy(lossless)
    .use(warmUp)
    .handler(() => Promise.reject(new Error('not reached')));
  expect(await handler({ source: 'warm-up' }, lambdaContext(1_000))).toBe('warm');
});

it('a handler without the stages around it says what is missing', async () => {
  const consumer = paymentConsumer(gateway);
  const environment = { clock: { now: () => 0, after: () => () => undefined } };
  const handler = middy<SQSEvent, SQSBatchResponse>(lossless).handler(batchHandler(consumer, environment));
  await expect(handler({ Records: [] }, lambdaContext(1_000))).rejects.toThrow('needs the pipeline around it');
});
