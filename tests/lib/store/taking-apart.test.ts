/** What DynamoDB refuses of one record is that record's own affair, whoever shared its request: on the engine, by its own refusals. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDb } from '../../../lib/aws/clients.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import { reportOf } from '../../../lib/errors.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { embeddedMetrics } from '../../../lib/observability/metrics.ts';
import { dynamoDbStore } from '../../../lib/store/dynamodb-store.ts';
import type { AdvanceWrite } from '../../../lib/store/joined-write.ts';
import { absentRecord, type Commit, type CommitResult, type RecordStore } from '../../../lib/store/record-store.ts';
import { createTable, startTestEngines } from '../../rig/engines.ts';

const TOO_LARGE = 'x'.repeat(410_000);

let engines: Engines;
let client: DynamoDBClient;
beforeAll(async () => {
  engines = await startTestEngines();
  client = new DynamoDBClient();
});
afterAll(async () => {
  client.destroy();
  await engines.stop();
});

let store: RecordStore;
beforeEach(async () => {
  const id = randomUUID().slice(0, 8);
  await createTable(client, `${id}-records`, 'subject');
  await createTable(client, `${id}-counters`, 'key');
  const port = dynamoDb(embeddedMetrics({ stage: 'test', service: 'test' }, systemClock, () => undefined));
  store = dynamoDbStore(port, `${id}-records`, () => `${id}-counters`);
});

const commitOf = (subject: string, facts: unknown, from?: number): Commit => ({
  next: { ...absentRecord(subject), version: 1, facts, inbox: ['e1'] },
  indexed: {},
  join: from === undefined ? [] : [drawing(from)],
});
const drawing = (from: number): AdvanceWrite => ({
  ...{ kind: 'advance', table: 'counters', key: 'invoice-2026', attribute: 'last' },
  ...{ from, to: from + 1 },
});

/** What became of each: what the store answered, or the report of what it threw. */
async function outcomes(commits: readonly Promise<CommitResult>[]) {
  const settled = await Promise.allSettled(commits);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value.kind : reportOf(one.reason)));
}

const refused = (code: string) => expect.objectContaining({ code: expect.stringMatching(code), permanent: true });

describe('ten creates that share a request', () => {
  it.each([
    ['is too large', 'order-3', TOO_LARGE, 'Validation'],
    ['has half a character for a key', '\ud83e', {}, 'Serialization|Validation'],
    ['has a key of more than 2,048 bytes', 'x'.repeat(2_049), {}, 'Validation'],
  ])(
    'are nine that are written and one that is refused for good, when its record %s',
    async (_, subject, facts, code) => {
      const subjects = Array.from({ length: 10 }, (_value, index) => (index === 3 ? subject : `order-${index}`));
      const results = await outcomes(
        subjects.map((one, index) => store.commit(commitOf(one, index === 3 ? facts : {}))),
      );
      expect(results).toEqual(subjects.map((_one, index) => (index === 3 ? refused(code) : 'committed')));
    },
  );

  it('are nine that are written, when the facts of the tenth are no JSON', async () => {
    const results = await outcomes([
      store.commit(commitOf('order-1', { charged: 10n })),
      ...['order-2', 'order-3'].map((subject) => store.commit(commitOf(subject, {}))),
    ]);
    expect(results).toEqual([expect.objectContaining({ code: 'TypeError' }), 'committed', 'committed']);
  });
});

describe('orders that draw numbers in one transaction', () => {
  it('are numbered without a hole, when the record of one is refused for good', async () => {
    const results = await outcomes([
      store.commit(commitOf('order-0', {}, 0)),
      store.commit(commitOf('order-1', TOO_LARGE, 1)),
      store.commit(commitOf('order-2', {}, 2)),
    ]);
    expect(results).toEqual(['committed', refused('Validation'), 'refused']);
    expect(await outcomes([store.commit(commitOf('order-2', {}, 1))])).toEqual(['committed']);
  });
});

describe('reads that share a request', () => {
  it('are answered, but for the one whose key DynamoDB does not take', async () => {
    await store.commit(commitOf('order-1', { step: 1 }));
    const subjects = ['order-1', 'x'.repeat(2_049), 'order-2'];
    const [known, bad, absent] = await Promise.allSettled(subjects.map((subject) => store.load(subject)));
    expect(known).toMatchObject({ status: 'fulfilled', value: { facts: { step: 1 } } });
    expect(absent).toMatchObject({ status: 'fulfilled', value: { version: 0 } });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'ValidationException', name: 'PermanentError' } });
  });
});

it('a table that is not there yet is not the fault of any record', async () => {
  const port = dynamoDb(embeddedMetrics({ stage: 'test', service: 'test' }, systemClock, () => undefined));
  const missing = dynamoDbStore(port, 'not-made-yet', (name) => name);
  const results = await outcomes(['order-1', 'order-2'].map((subject) => missing.commit(commitOf(subject, {}))));
  expect(results).toEqual(results.map(() => expect.objectContaining({ permanent: false })));
});
