/** One record harms no other: a fault on account of one record of ten, in each stage of the pipeline, fails that record only. */
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { paymentConsumer } from '../../../handlers/payment/consumer.ts';
import type { DynamoDb } from '../../../lib/aws/ports.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import type { Environment } from '../../../lib/consumer/consumer.ts';
import { sqsDeadLetterQueue } from '../../../lib/consumer/dead-letter-queue.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { snsPublisher } from '../../../lib/publishing/publisher.ts';
import { SimulatedDynamoDb } from '../../../lib/simulator/aws/simulated-dynamodb.ts';
import { directDynamoDb } from '../../../lib/simulator/aws/simulated-ports.ts';
import { dynamoDbStore } from '../../../lib/store/dynamodb-store.ts';
import { sqsInvocation } from '../../../resources/generate/invocations.ts';
import { event } from '../../rig/event-builder.ts';
import { lambdaContext } from '../../rig/pipeline.ts';
import { RecordingGateway } from '../../rig/recording-gateway.ts';
import { type Fault, faults, type Outside } from './record-faults.ts';

/** AWS in memory and a gateway: what payment runs in, and what became of it. */
function makeOutside() {
  const published: CloudEvent[] = [];
  const dead: string[] = [];
  const simulated = new SimulatedDynamoDb();
  simulated.createTable('payment', 'subject');
  const outside: Outside = {
    gateway: new RecordingGateway(),
    dynamoDb: directDynamoDb(simulated),
    sns: {
      publishBatch: async ({ PublishBatchRequestEntries = [] }) => {
        published.push(...PublishBatchRequestEntries.map(({ Message = '' }) => JSON.parse(Message)));
        return {};
      },
    },
    sqs: {
      sendMessageBatch: async ({ Entries = [] }) => {
        dead.push(...Entries.map(({ MessageAttributes }) => MessageAttributes?.['failure.class']?.StringValue ?? ''));
        return {};
      },
      changeMessageVisibilityBatch: async () => ({}),
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return { outside, published, dead, simulated };
}

/** Invokes payment with the batch; answers the ids of the messages that failed, and how often records were created. */
async function invoke({ gateway, dynamoDb, sns, sqs, log }: Outside, Records: SQSRecord[]) {
  let requests = 0;
  const counted: DynamoDb = {
    ...dynamoDb,
    batchExecuteStatement: (input) => {
      requests += 1;
      return dynamoDb.batchExecuteStatement(input);
    },
  };
  const environment: Environment = {
    store: dynamoDbStore(counted, 'payment', (name) => name),
    publisher: snsPublisher(sns, (type) => type),
    queue: sqsDeadLetterQueue(sqs, { queue: 'payment', dlq: 'payment-dlq' }),
    clock: systemClock,
    random: () => 0.5,
    log,
    metrics: { add: () => undefined, observe: () => undefined, flush: () => undefined },
    retry: { baseSeconds: 2, capSeconds: 900, maxAttempts: 5, visibilitySeconds: 30 },
    codeVersion: 'test',
  };
  const handler = consumerHandler(paymentConsumer(gateway), environment);
  const { batchItemFailures } = await handler({ Records }, lambdaContext(30_000));
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), requests };
}

function recordOf(event: CloudEvent, messageId: string): SQSRecord {
  const [record] = sqsInvocation('payment', event).Records;
  if (record === undefined) throw new Error('an invocation without a record');
  return { ...record, messageId };
}

/** Orders in one batch to payment, one of them with the fault. */
async function deliver(fault: Fault, place: number, count: number) {
  const orderIds = Array.from({ length: count }, (_, index) => `order-${index}-of-ten`);
  const culprit = orderIds[place] ?? '';
  const { outside, published, dead, simulated } = makeOutside();
  fault.outside?.(outside, culprit);
  const time = new Date().toISOString();
  const records = orderIds.map((orderId) => {
    const placed = event('order.placed', { orderId, time });
    const record = recordOf(placed, orderId);
    const change = orderId === culprit ? fault.record?.(record, placed) : fault.isAmongDeadLetters && { body: '{' };
    return { ...record, ...change } as SQSRecord;
  });
  const { failed, requests } = await invoke(outside, records);
  return {
    culprit,
    failed,
    requests,
    dead,
    publishedFor: new Set(published.map(({ subject }) => subject)),
    others: orderIds.filter((id) => id !== culprit),
    stored: new Set(simulated.items('payment').keys()),
  };
}

it.each(Object.entries(faults))('%s: nine are dealt with, wherever the tenth is', async (_, fault) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 2, max: 10 }), async (at, count) => {
      const place = at % count;
      const { culprit, failed, publishedFor, others, dead, requests, stored } = await deliver(fault, place, count);
      expect(failed).toEqual(fault.outcome === 'retried' ? [culprit] : []);
      const deadOthers = fault.isAmongDeadLetters ? others : [];
      const goodOthers = fault.isAmongDeadLetters ? [] : others;
      expect(dead).toHaveLength(deadOthers.length + (fault.outcome === 'dead' ? 1 : 0));
      expect(goodOthers.filter((id) => !publishedFor.has(id))).toEqual([]);
      expect(goodOthers.filter((id) => !stored.has(id))).toEqual([]);
      if (fault.outcome === 'settled') expect(publishedFor.has(culprit)).toBe(fault.isQuiet !== true);
      // Taken apart once, and not again and again.
      expect(requests).toBeLessThanOrEqual(1 + count);
    }),
    { numRuns: 10 },
  );
});

it('each of the stages has a fault here', () => {
  const stages = new Set(Object.keys(faults).map((name) => name.split(':')[0]));
  expect([...stages]).toEqual([
    'validation',
    'attempt limit',
    'decider',
    'store',
    'outbox',
    'disposition',
    'record log',
  ]);
});

describe('the events of one order', () => {
  it('are dealt with one by one when what they come to together cannot be written: the culprit alone fails', async () => {
    const { outside, simulated } = makeOutside();
    outside.gateway.capture = async () => ({ kind: 'captured', chargeId: 10n as unknown as string });
    const time = new Date().toISOString();
    const failures = ['a', 'b', 'c'].map((id) => ({ ...event('fulfillment.failed', { time }), id }));
    const events = [failures[0], event('order.placed', { time }), failures[1], failures[2]].filter(
      (one) => one !== undefined,
    );
    const { failed } = await invoke(
      outside,
      events.map((one) => recordOf(one, one.type === 'order.placed' ? 'culprit' : one.id)),
    );
    expect(failed).toEqual(['culprit']);
    expect(JSON.parse(simulated.items('payment').get('order-1')?.inbox?.S ?? '[]')).toEqual(['a', 'b', 'c']);
  });
});
