import type { DynamoDb } from '../../../lib/aws/ports.ts';
import { TransientError } from '../../../lib/errors.ts';
import { SimulatedDynamoDb } from '../../../lib/simulator/aws/simulated-dynamodb.ts';
import { directDynamoDb } from '../../../lib/simulator/aws/simulated-ports.ts';
import { dynamoDbStore } from '../../../lib/store/dynamodb-store.ts';
import type { AdvanceWrite, JoinedWrite } from '../../../lib/store/joined-write.ts';
import { absentRecord, type Commit, type RecordStore } from '../../../lib/store/record-store.ts';

const draw = (from: number, key = 'invoice-2026'): AdvanceWrite => ({
  ...{ kind: 'advance', table: 'counters', key, attribute: 'last' },
  ...{ from, to: from + 1 },
});
const commitOf = (subject: string, ...join: JoinedWrite[]): Commit => ({
  next: { ...absentRecord(subject), version: 1, facts: {}, inbox: ['e1'] },
  indexed: {},
  join,
});

let simulated: SimulatedDynamoDb;
/** Actions of each transaction that was asked for. */
let transactions: number[];
let store: RecordStore;
/** Called before each transaction: somebody else may be faster. */
let before: () => void;

beforeEach(() => {
  simulated = new SimulatedDynamoDb();
  simulated.createTable('records', 'subject');
  simulated.createTable('counters', 'key');
  transactions = [];
  before = () => undefined;
  const direct = directDynamoDb(simulated);
  const port: DynamoDb = {
    ...direct,
    transactWriteItems: async (input) => {
      transactions.push(input.TransactItems?.length ?? 0);
      const act = before;
      before = () => undefined;
      act();
      return direct.transactWriteItems(input);
    },
  };
  store = dynamoDbStore(port, 'records', (name) => name);
});

const counter = (key = 'invoice-2026') => Number(simulated.items('counters').get(key)?.last?.N ?? 0);
const setCounter = (last: number) =>
  simulated.putItem({ TableName: 'counters', Item: { key: { S: 'invoice-2026' }, last: { N: String(last) } } });
const kinds = (results: readonly { kind: string }[]) => results.map(({ kind }) => kind);

describe('commits that draw numbers', () => {
  it('travel in one transaction, which moves the counter once', async () => {
    const results = await Promise.all([0, 1, 2].map((from) => store.commit(commitOf(`order-${from}`, draw(from)))));
    expect(kinds(results)).toEqual(['committed', 'committed', 'committed']);
    expect(transactions).toEqual([4]);
    expect(counter()).toBe(3);
  });

  it('are told the numbers that will be theirs, one after another, when somebody else was faster', async () => {
    before = () => void setCounter(40);
    const results = await Promise.all([0, 1].map((from) => store.commit(commitOf(`order-${from}`, draw(from)))));
    expect(results).toEqual([
      { kind: 'refused', refusals: [{ write: draw(0), found: { last: 40 } }] },
      { kind: 'refused', refusals: [{ write: draw(1), found: { last: 41 } }] },
    ]);
    expect(simulated.items('records').size).toBe(0);
  });

  it('leave no hole: what is not the next number waits for its own, without a request', async () => {
    const results = await Promise.all([0, 1, 3].map((from) => store.commit(commitOf(`order-${from}`, draw(from)))));
    expect(kinds(results)).toEqual(['committed', 'committed', 'refused']);
    expect(results[2]).toMatchObject({ refusals: [{ found: { last: 2 } }] });
    expect(transactions).toEqual([3]);
    expect(counter()).toBe(2);
  });

  it('of two at the same number let one have it, and tell the other the next', async () => {
    const results = await Promise.all(['a', 'b'].map((subject) => store.commit(commitOf(subject, draw(0)))));
    expect(kinds(results)).toEqual(['committed', 'refused']);
    expect(results[1]).toMatchObject({ refusals: [{ found: { last: 1 } }] });
  });

  it('hand over the record that was there already, and let the others come back', async () => {
    await store.commit(commitOf('order-1', draw(0)));
    const results = await Promise.all([1, 2, 3].map((from) => store.commit(commitOf(`order-${from - 1}`, draw(from)))));
    expect(kinds(results)).toEqual(['refused', 'conflict', 'refused']);
    expect(results[0]).toMatchObject({ refusals: [{ found: { last: 1 } }] });
    expect(results[1]).toMatchObject({ found: { subject: 'order-1', version: 1 } });
    expect(results[2]).toMatchObject({ refusals: [{ found: { last: 2 } }] });
    expect(counter()).toBe(1);
  });

  it('wait while a transaction is under way, and travel together after it', async () => {
    const first = store.commit(commitOf('order-0', draw(0)));
    // The first is sent at the end of this turn of the event loop; these come in the next.
    const later = new Promise(setImmediate).then(() =>
      [1, 2].map((from) => store.commit(commitOf(`order-${from}`, draw(from)))),
    );
    expect(kinds([await first, ...(await Promise.all(await later))])).toEqual(['committed', 'committed', 'committed']);
    expect(transactions).toEqual([2, 3]);
  });

  it('all hear of a failure that may pass', async () => {
    before = () => {
      throw Object.assign(new Error('busy'), { name: 'ThrottlingException' });
    };
    const results = await Promise.allSettled([0, 1].map((from) => store.commit(commitOf(`order-${from}`, draw(from)))));
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(TransientError) });
    expect(kinds([await store.commit(commitOf('order-0', draw(0)))])).toEqual(['committed']);
  });

  it('from two series at once move both', async () => {
    const both = [0, 1].map((from) =>
      store.commit(commitOf(`order-${from}`, draw(from), draw(from, 'credit-note-2026'))),
    );
    expect(kinds(await Promise.all(both))).toEqual(['committed', 'committed']);
    expect([counter(), counter('credit-note-2026'), transactions]).toEqual([2, 2, [4]]);
  });

  it('of one record go in two transactions, and the second finds what the first wrote', async () => {
    const results = await Promise.all([0, 1].map((from) => store.commit(commitOf('order-1', draw(from)))));
    expect(results).toMatchObject([{ kind: 'committed' }, { kind: 'conflict', found: { version: 1 } }]);
    expect(transactions).toEqual([2, 2]);
    expect(counter()).toBe(1);
  });

  it('are at most fifty to a transaction', async () => {
    const all = Array.from({ length: 60 }, (_, from) => store.commit(commitOf(`order-${from}`, draw(from))));
    await Promise.all(all);
    expect(transactions).toEqual([51, 11]);
    expect(counter()).toBe(60);
  });

  it('that write anything else as well go alone', async () => {
    const add: JoinedWrite = { kind: 'add', table: 'counters', key: 'points', attribute: 'points', by: 1 };
    await Promise.all(
      [0, 1].map((from) => store.commit(commitOf(`order-${from}`, draw(from), { ...add, key: `${from}` }))),
    );
    expect(transactions).toEqual([3, 3]);
  });
});
