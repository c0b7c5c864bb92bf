import type { SQSRecord } from 'aws-lambda';
import { Journeys } from '../../../resources/console/server/journeys.ts';

const record = (messageId: string, body: unknown, receiveCount = 1): SQSRecord => ({
  messageId,
  receiptHandle: '',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: '1000',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '1000',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
});

const settled = (journeys: Journeys, records: readonly SQSRecord[], succeeded: readonly string[]) =>
  journeys.settled({
    functionName: 'payment',
    records,
    startedAt: 1_500,
    endedAt: 1_700,
    succeeded: new Set(succeeded),
  });

test('each attempt at an event is remembered under its subject', () => {
  const journeys = new Journeys();
  settled(
    journeys,
    [record('m1', { id: 'e1', subject: 'order-1' }), record('m2', { id: 'e2', subject: 'order-2' })],
    ['m2'],
  );
  settled(journeys, [record('m1', { id: 'e1', subject: 'order-1' }, 2)], ['m1']);
  expect(journeys.of('order-1').map(({ attempt, isAcknowledged }) => [attempt, isAcknowledged])).toEqual([
    [1, false],
    [2, true],
  ]);
  expect(journeys.of('order-2')).toEqual([
    {
      functionName: 'payment',
      eventId: 'e2',
      attempt: 1,
      sentAt: 1_000,
      startedAt: 1_500,
      endedAt: 1_700,
      isAcknowledged: true,
    },
  ]);
});

test('what is no event has no journey, and harms nobody', () => {
  const journeys = new Journeys();
  settled(
    journeys,
    [record('m1', 'no JSON'), record('m2', []), record('m3', { id: 1 }), record('m4', { id: 'e', subject: 's' })],
    [],
  );
  expect(journeys.of('s')).toHaveLength(1);
});
