/** DynamoDB's tables in memory: each operation happens at once and as a whole, with the answers and errors of AWS. What takes time is in `ContendedDynamoDb`. */
import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item, ItemsRead, StatementResponse } from '../../aws/ports.ts';
import { type Conditional, cancelled, conditionFailed, isMet, reasonOf } from './conditions.ts';
import { holds, updated } from './expressions.ts';
import { refusal } from './refusal.ts';
import {
  type IndexKeys,
  indexUnitsOf,
  readUnitsOf,
  sizeOf,
  TRANSACTION_FACTOR,
  type Units,
  writeUnitsOf,
} from './request-units.ts';
import { insertOf, type Statement } from './statements.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
const MAX_ITEM_BYTES = 400 * 1_024;
const ITEM_TOO_LARGE = 'Item size has exceeded the maximum allowed size';
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_ACTIONS = 100;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MAX_STATEMENTS = 25;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
/** A read that may lag behind takes half. */
const EVENTUALLY = 0.5;

interface Table {
  readonly name: string;
  readonly key: string;
  readonly indexes: Readonly<Record<string, IndexKeys>>;
  readonly items: Map<string, Item>;
}

export interface Write {
  readonly table: string;
  readonly key: string;
  readonly before: Item | undefined;
  readonly after: Item;
}

interface Planned {
  readonly table: Table;
  readonly key: string;
  readonly condition: Conditional;
  readonly change: (before: Item | undefined) => Item;
}

/** What an operation took of an item, in request units. */
export interface Taken {
  readonly item: string;
  readonly kind: keyof Units;
  readonly units: number;
}

/** What DynamoDB has against writing an item now, in the codes of cancelled transactions; `undefined` when nothing. */
export type Hindrance = (item: string) => string | undefined;

const UNHINDERED: Hindrance = () => undefined;

export class SimulatedDynamoDb {
  readonly #tables = new Map<string, Table>();
  readonly #onWrite: (write: Write) => void;
  readonly #units = { read: 0, write: 0 };
  #onTaken: ((taken: Taken) => void) | undefined;

  /** `onWrite` hears of each item that changes, when it does. */
  constructor(onWrite: (write: Write) => void = () => undefined) {
    this.#onWrite = onWrite;
  }

  createTable(name: string, key: string, indexes: Readonly<Record<string, IndexKeys>> = {}): void {
    this.#tables.set(name, { name, key, indexes, items: new Map() });
  }

  /** Units taken so far: refused writes count, and so do those to indexes. */
  get units(): Units {
    return { ...this.#units };
  }

  /** Calls `notify` with the units that each operation takes. */
  whenTaken(notify: (taken: Taken) => void): void {
    this.#onTaken = notify;
  }

  /** The name of an item among all items of all tables, by its key attribute. Throws for a table that is not there. */
  itemName(tableName: string | undefined, item: Item | undefined): string {
    const table = this.#table(tableName);
    return nameOf(table, keyOf(table, item ?? {}));
  }

  /** The names of the items that a transaction is about. Throws for what is not a transaction. */
  itemNames(input: TransactWriteItemsCommandInput): string[] {
    return this.#actionsOf(input).map(({ table, key }) => nameOf(table, key));
  }

  /** Every item of a table, by its key. */
  items(table: string): ReadonlyMap<string, Item> {
    return this.#table(table).items;
  }

  getItem({ TableName, Key, ConsistentRead }: GetItemCommandInput): { Item?: Item } {
    const table = this.#table(TableName);
    const key = keyOf(table, Key ?? {});
    const found = table.items.get(key);
    const units = readUnitsOf(found === undefined ? [] : [found]) * (ConsistentRead === true ? 1 : EVENTUALLY);
    this.#take(table, key, 'read', units);
    return found === undefined ? {} : { Item: found };
  }

  /** `isLeft` decides for each item whether DynamoDB does not come to it, this time. */
  batchGetItem(
    { RequestItems = {} }: BatchGetItemCommandInput,
    isLeft: (item: string) => boolean = () => false,
  ): ItemsRead {
    const asked = Object.entries(RequestItems);
    const count = asked.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
    if (count === 0 || count > MAX_KEYS) throw invalid(`${count} keys, where 1 to ${MAX_KEYS} are taken`);
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, { Keys: Item[] }> = {};
    for (const [name, { Keys = [], ConsistentRead }] of asked) {
      const keys = new Set(Keys.map((key) => keyOf(this.#table(name), key)));
      if (keys.size < Keys.length) throw invalid('Provided list of item keys contains duplicates');
      const left = Keys.filter((key) => isLeft(this.itemName(name, key)));
      if (left.length > 0) UnprocessedKeys[name] = { Keys: left };
      // AWS promises no order; so as not to keep the one of the keys, this is the opposite.
      const read = Keys.filter((key) => !left.includes(key)).toReversed();
      const items = read.map((Key) => this.getItem({ TableName: name, Key, ConsistentRead }).Item);
      Responses[name] = items.filter((item) => item !== undefined);
    }
    return { Responses, UnprocessedKeys };
  }

  putItem(input: PutItemCommandInput): object {
    const planned = this.#put(input);
    const found = planned.table.items.get(planned.key);
    if (!isMet(planned.condition, found)) {
      this.#take(planned.table, planned.key, 'write', writeUnitsOf(found));
      throw conditionFailed(planned.condition, found);
    }
    this.#apply(planned, 1);
    return {};
  }

  /** Each statement succeeds or fails by itself. */
  batchExecuteStatement(input: BatchExecuteStatementCommandInput): { Responses: StatementResponse[] } {
    return { Responses: statementsOf(input).map((statement) => this.insert(statement)) };
  }

  /** One statement of a batch. */
  insert(statement: Statement): StatementResponse {
    const { table: name, item } = insertOf(statement);
    const table = this.#table(name);
    const key = keyOf(table, item);
    const found = table.items.get(key);
    if (sizeOf(item) > MAX_ITEM_BYTES) return { Error: { Code: 'ValidationError', Message: ITEM_TOO_LARGE } };
    if (found === undefined) {
      this.#apply({ table, key, condition: {}, change: () => item }, 1);
      return {};
    }
    this.#take(table, key, 'write', writeUnitsOf(found));
    const asked = (statement as Conditional).ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    return { Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists', ...(asked && { Item: found }) } };
  }

  /** All actions or none; the reasons say which condition did not hold. */
  transactWriteItems(input: TransactWriteItemsCommandInput): object {
    for (const write of this.#prepared(input, UNHINDERED)) this.#apply(write, TRANSACTION_FACTOR);
    return {};
  }

  /** Throws when the transaction has to be cancelled: for a condition, or for what `hindrance` says of an item. Changes nothing. */
  prepare(input: TransactWriteItemsCommandInput, hindrance: Hindrance): void {
    this.#prepared(input, hindrance);
  }

  query(input: QueryCommandInput): { Items: Item[] } {
    const { TableName, IndexName = '', KeyConditionExpression = '' } = input;
    const table = this.#table(TableName);
    const index = table.indexes[IndexName];
    if (index === undefined) throw invalid(`${table.name} has no index ${IndexName}`);
    const { partitionKey, sortKey } = index;
    const isIndexed = (item: Item) => item[partitionKey] && (sortKey === undefined || item[sortKey]);
    const found = [...table.items.values()].filter(
      (item) => isIndexed(item) && holds(KeyConditionExpression, item, input),
    );
    this.#take(table, IndexName, 'read', readUnitsOf(found) * EVENTUALLY);
    const sortOf = (item: Item): string => (sortKey === undefined ? '' : (item[sortKey]?.S ?? ''));
    return { Items: found.sort((left, right) => (sortOf(left) < sortOf(right) ? -1 : 1)) };
  }

  #prepared(input: TransactWriteItemsCommandInput, hindrance: Hindrance): Planned[] {
    const planned = this.#actionsOf(input);
    const reasons = planned.map(({ table, key, condition }) => {
      const Code = hindrance(nameOf(table, key));
      return Code === undefined ? reasonOf(condition, table.items.get(key)) : { Code };
    });
    if (reasons.every(({ Code }) => Code === 'None')) return planned;
    for (const { table, key } of planned) {
      this.#take(table, key, 'write', TRANSACTION_FACTOR * writeUnitsOf(table.items.get(key)));
    }
    throw cancelled(reasons);
  }

  #actionsOf({ TransactItems = [] }: TransactWriteItemsCommandInput): Planned[] {
    if (TransactItems.length > MAX_ACTIONS) throw invalid(`${TransactItems.length} actions, at most ${MAX_ACTIONS}`);
    const planned = TransactItems.map((action) => this.#planned(action));
    const targets = new Set(planned.map(({ table, key }) => nameOf(table, key)));
    if (targets.size < planned.length) throw invalid('a transaction cannot have two actions on one item');
    return planned;
  }

  #planned({ Put, Update }: TransactWriteItem): Planned {
    if (Put !== undefined) return this.#put(Put);
    if (Update === undefined) throw invalid('the simulated DynamoDB knows Put and Update in a transaction');
    const table = this.#table(Update.TableName);
    const key = keyOf(table, Update.Key ?? {});
    const change = (before: Item | undefined) =>
      updated(Update.UpdateExpression ?? '', before ?? { ...Update.Key }, Update);
    return { table, key, condition: Update, change };
  }

  #put(input: { TableName: string | undefined; Item: Item | undefined } & Conditional): Planned {
    const table = this.#table(input.TableName);
    const item = input.Item ?? {};
    return { table, key: keyOf(table, item), condition: input, change: () => item };
  }

  #apply({ table, key, change }: Planned, factor: number): void {
    const before = table.items.get(key);
    const after = change(before);
    if (sizeOf(after) > MAX_ITEM_BYTES) throw invalid(ITEM_TOO_LARGE);
    table.items.set(key, after);
    this.#onWrite({ table: table.name, key, before, after });
    const units = Math.max(writeUnitsOf(before), writeUnitsOf(after)) + indexUnitsOf(table.indexes, before, after);
    this.#take(table, key, 'write', factor * units);
  }

  #take(table: Table, key: string, kind: keyof Units, units: number): void {
    this.#units[kind] += units;
    this.#onTaken?.({ item: nameOf(table, key), kind, units });
  }

  #table(name: string | undefined): Table {
    const table = this.#tables.get(name ?? '');
    if (table === undefined) throw refusal('ResourceNotFoundException', `no table ${name}`);
    return table;
  }
}

function keyOf({ key }: Table, item: Item): string {
  const text = item[key]?.S;
  if (text === undefined || text === '') throw invalid(`the key attribute ${key} is missing or empty`);
  return text;
}

/** Unlike any other item's: table names have no slash. */
function nameOf({ name }: Table, key: string): string {
  return `${name}/${key}`;
}

/** The statements of a batch, which may not be too many. */
export function statementsOf({ Statements = [] }: BatchExecuteStatementCommandInput): readonly Statement[] {
  if (Statements.length > MAX_STATEMENTS) throw invalid(`${Statements.length} statements, at most ${MAX_STATEMENTS}`);
  return Statements;
}

function invalid(message: string): Error {
  return refusal('ValidationException', message);
}
