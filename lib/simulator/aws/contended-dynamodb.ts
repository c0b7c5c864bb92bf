/**
 * DynamoDB as many meet it at once: every write takes time on its items. What comes to an item that a transaction has is refused; the
 * one that came first wins. Reads are never in the way, and see what was there before.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item, ItemsRead, StatementResponse } from '../../aws/ports.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Strikes } from '../fate.ts';
import { Later, type Surroundings } from '../network.ts';
import { ItemsInUse } from './items-in-use.ts';
import { refusal } from './refusal.ts';
import { type SimulatedDynamoDb, statementsOf } from './simulated-dynamodb.ts';
import { insertOf, type Statement } from './statements.ts';
import { Throughput } from './throughput.ts';
import { INSTANT, type WriteTimes, writeTimes } from './write-time.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const CONFLICT = 'TransactionConflict';
const THROTTLED = 'ThrottlingError';

export class ContendedDynamoDb {
  readonly throughput: Throughput;
  readonly #tables: SimulatedDynamoDb;
  readonly #time: Clock;
  readonly #times: WriteTimes;
  readonly #inUse = new ItemsInUse();

  constructor(tables: SimulatedDynamoDb, { time, fate, areWritesInstant = false }: Surroundings) {
    this.#tables = tables;
    this.#time = time;
    this.#times = areWritesInstant ? INSTANT : writeTimes(fate.random('writes of DynamoDB'));
    this.throughput = new Throughput(time);
    tables.whenTaken(({ item, kind, units }) => this.throughput.take(item, kind, units));
  }

  getItem(input: GetItemCommandInput): { Item?: Item } {
    this.#mayRead(this.#tables.itemName(input.TableName, input.Key));
    return this.#tables.getItem(input);
  }

  /** `isLeft` decides for each key whether DynamoDB does not come to it, this time. */
  batchGetItem(input: BatchGetItemCommandInput, isLeft: Strikes): ItemsRead {
    return this.#tables.batchGetItem(input, (item) => isLeft() || this.throughput.isExhausted(item, 'read'));
  }

  query(input: QueryCommandInput): { Items: Item[] } {
    this.#mayRead(`${input.TableName}/${input.IndexName}`);
    return this.#tables.query(input);
  }

  putItem(input: PutItemCommandInput): Later<object> {
    const item = this.#tables.itemName(input.TableName, input.Item);
    switch (this.#hindranceOf(item)) {
      case CONFLICT:
        throw refusal('TransactionConflictException', 'Transaction is ongoing for the item');
      case THROTTLED:
        throw throttled();
      default:
        return new Later((answer) => this.#alone(item, () => answer(() => this.#tables.putItem(input))));
    }
  }

  /** Each statement succeeds or fails by itself; `isRefused` decides for each whether DynamoDB fails to do it, this time. */
  batchExecuteStatement(
    input: BatchExecuteStatementCommandInput,
    isRefused: Strikes,
  ): Later<{ Responses: StatementResponse[] }> {
    const statements = statementsOf(input).map((statement) => ({ statement, item: this.#itemOf(statement) }));
    return new Later((answer) => {
      const Responses: StatementResponse[] = [];
      let left = statements.length;
      const settle = (index: number, response: StatementResponse): void => {
        Responses[index] = response;
        left -= 1;
        if (left === 0) answer(() => ({ Responses }));
      };
      for (const [index, { statement, item }] of statements.entries()) {
        const code = isRefused() ? THROTTLED : this.#hindranceOf(item);
        if (code !== undefined) settle(index, { Error: { Code: code, Message: 'not now' } });
        else this.#alone(item, () => settle(index, this.#tables.insert(statement)));
      }
    });
  }

  /**
   * Two phases: all items are prepared, which fails as a whole for the first condition that does not hold or the first item that is not
   * to be had; then all are written. Until it ends, a transaction keeps the items that it got: one that fails is in others' way too.
   */
  transactWriteItems(input: TransactWriteItemsCommandInput): Later<object> {
    const items = this.#tables.itemNames(input);
    return new Later((answer) => {
      const mine = this.#inUse.hold(items);
      const hindrances = new Map<string, string>();
      for (const item of items) {
        if (!mine.includes(item)) hindrances.set(item, CONFLICT);
        else if (this.throughput.isExhausted(item, 'write')) hindrances.set(item, THROTTLED);
      }
      const end = (outcome: () => object): void => {
        this.#inUse.release(mine);
        answer(outcome);
      };
      const commit = (): void => end(() => this.#tables.transactWriteItems(input));
      const prepared = (): void => {
        try {
          this.#tables.prepare(input, (item) => hindrances.get(item));
        } catch (error) {
          end(() => {
            throw error;
          });
          return;
        }
        this.#time.after(this.#times.phaseMs(), commit);
      };
      this.#time.after(this.#times.phaseMs(), () => this.#inUse.whenIdle(mine, prepared));
    });
  }

  #itemOf(statement: Statement): string {
    const { table, item } = insertOf(statement);
    return this.#tables.itemName(table, item);
  }

  #hindranceOf(item: string): typeof CONFLICT | typeof THROTTLED | undefined {
    if (this.#inUse.isHeld(item)) return CONFLICT;
    return this.throughput.isExhausted(item, 'write') ? THROTTLED : undefined;
  }

  #alone(item: string, write: () => void): void {
    this.#inUse.inTurn(item, (done) => {
      this.#time.after(this.#times.singleMs(), () => {
        write();
        done();
      });
    });
  }

  #mayRead(item: string): void {
    if (this.throughput.isExhausted(item, 'read')) throw throttled();
  }
}

/** What a table on demand says. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing.html */
function throttled() {
  return refusal('ThrottlingException', 'Throughput exceeds the current capacity of your table or index');
}
