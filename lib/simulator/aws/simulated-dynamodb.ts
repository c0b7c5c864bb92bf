/** DynamoDB in memory: each operation happens at once and as a whole, with the answers and errors of AWS. */
import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../aws/aws-error.ts';
import type { CancellationReason, Item, ItemsRead, StatementResponse } from '../../aws/ports.ts';
import type { Strikes } from '../fate.ts';
import { holds, type Substitutes, updated } from './expressions.ts';
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

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
const MAX_ITEM_BYTES = 400 * 1_024;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_ACTIONS = 100;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MAX_STATEMENTS = 25;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

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

interface Conditional extends Substitutes {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

interface Planned {
  readonly table: Table;
  readonly key: string;
  readonly condition: Conditional;
  readonly change: (before: Item | undefined) => Item;
}

const THROTTLED: StatementResponse = { Error: { Code: 'ThrottlingError', Message: 'Rate exceeded' } };

export class SimulatedDynamoDb {
  readonly #tables = new Map<string, Table>();
  readonly #onWrite: (write: Write) => void;
  #readUnits = 0;
  #writeUnits = 0;

  /** `onWrite` hears of each item that changes, when it does. */
  constructor(onWrite: (write: Write) => void = () => undefined) {
    this.#onWrite = onWrite;
  }

  createTable(name: string, key: string, indexes: Readonly<Record<string, IndexKeys>> = {}): void {
    this.#tables.set(name, { name, key, indexes, items: new Map() });
  }

  /** Units taken so far: refused writes count, and so do those to indexes. */
  get units(): Units {
    return { read: this.#readUnits, write: this.#writeUnits };
  }

  /** Every item of a table, by its key. */
  items(table: string): ReadonlyMap<string, Item> {
    return this.#table(table).items;
  }

  getItem({ TableName, Key, ConsistentRead }: GetItemCommandInput): { Item?: Item } {
    const table = this.#table(TableName);
    const found = table.items.get(keyOf(table, Key ?? {}));
    this.#readUnits += readUnitsOf(found === undefined ? [] : [found]) * (ConsistentRead === true ? 1 : 0.5);
    return found === undefined ? {} : { Item: found };
  }

  /** `isLeft` decides for each key whether DynamoDB does not come to it, this time. */
  batchGetItem({ RequestItems = {} }: BatchGetItemCommandInput, isLeft: Strikes = () => false): ItemsRead {
    const asked = Object.entries(RequestItems);
    const count = asked.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
    if (count === 0 || count > MAX_KEYS) throw invalid(`${count} keys, where 1 to ${MAX_KEYS} are taken`);
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, { Keys: Item[] }> = {};
    for (const [name, { Keys = [], ConsistentRead }] of asked) {
      const keys = new Set(Keys.map((key) => keyOf(this.#table(name), key)));
      if (keys.size < Keys.length) throw invalid('Provided list of item keys contains duplicates');
      const left = Keys.filter(() => isLeft());
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
      this.#writeUnits += writeUnitsOf(found);
      throw conditionFailed(planned.condition, found);
    }
    this.#writeUnits += this.#apply(planned);
    return {};
  }

  /** Each statement succeeds or fails by itself; `isRefused` decides for each whether DynamoDB fails to do it, this time. */
  batchExecuteStatement(
    { Statements = [] }: BatchExecuteStatementCommandInput,
    isRefused: Strikes = () => false,
  ): { Responses: StatementResponse[] } {
    if (Statements.length > MAX_STATEMENTS) throw invalid(`${Statements.length} statements, at most ${MAX_STATEMENTS}`);
    return { Responses: Statements.map((statement) => (isRefused() ? THROTTLED : this.#insert(statement))) };
  }

  /** All actions or none; the reasons say which condition did not hold. */
  transactWriteItems({ TransactItems = [] }: TransactWriteItemsCommandInput): object {
    if (TransactItems.length > MAX_ACTIONS) throw invalid(`${TransactItems.length} actions, at most ${MAX_ACTIONS}`);
    const planned = TransactItems.map((action) => this.#planned(action));
    const targets = new Set(planned.map(({ table, key }) => `${table.name}/${key}`));
    if (targets.size < planned.length) throw invalid('a transaction cannot have two actions on one item');
    const reasons = planned.map(({ table, key, condition }) => reasonOf(condition, table.items.get(key)));
    if (reasons.some(({ Code }) => Code !== 'None')) {
      for (const { table, key } of planned) this.#writeUnits += TRANSACTION_FACTOR * writeUnitsOf(table.items.get(key));
      throw cancelled(reasons);
    }
    for (const write of planned) this.#writeUnits += TRANSACTION_FACTOR * this.#apply(write);
    return {};
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
    this.#readUnits += readUnitsOf(found) * 0.5;
    const sortOf = (item: Item): string => (sortKey === undefined ? '' : (item[sortKey]?.S ?? ''));
    return { Items: found.sort((left, right) => (sortOf(left) < sortOf(right) ? -1 : 1)) };
  }

  #insert({ Statement = '', Parameters = [], ...options }: Parameters<typeof statementItem>[0]): StatementResponse {
    const { table: name, item } = statementItem({ Statement, Parameters });
    const table = this.#table(name);
    const key = keyOf(table, item);
    const found = table.items.get(key);
    if (found === undefined) {
      this.#writeUnits += this.#apply({ table, key, condition: {}, change: () => item });
      return {};
    }
    this.#writeUnits += writeUnitsOf(found);
    const asked = (options as Conditional).ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    return { Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists', ...(asked && { Item: found }) } };
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

  /** Answers the write units that it takes. */
  #apply({ table, key, change }: Planned): number {
    const before = table.items.get(key);
    const after = change(before);
    if (sizeOf(after) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
    table.items.set(key, after);
    this.#onWrite({ table: table.name, key, before, after });
    return Math.max(writeUnitsOf(before), writeUnitsOf(after)) + indexUnitsOf(table.indexes, before, after);
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

function isMet(condition: Conditional, found: Item | undefined): boolean {
  return condition.ConditionExpression === undefined || holds(condition.ConditionExpression, found, condition);
}

function reasonOf(condition: Conditional, found: Item | undefined): CancellationReason {
  if (isMet(condition, found)) return { Code: 'None' };
  const Message = 'The conditional request failed';
  return { Code: 'ConditionalCheckFailed', Message, ...wanted(condition, found) };
}

function conditionFailed(condition: Conditional, found: Item | undefined): AwsError {
  const details = { status: 400, ...wanted(condition, found) };
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', details);
}

function wanted({ ReturnValuesOnConditionCheckFailure }: Conditional, found: Item | undefined): { Item?: Item } {
  return ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && found !== undefined ? { Item: found } : {};
}

/** A transaction that was not carried out; one reason per action. */
export function cancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError('TransactionCanceledException', `Transaction cancelled, please refer [${codes}]`, {
    status: 400,
    CancellationReasons: reasons,
  });
}

function invalid(message: string): AwsError {
  return refusal('ValidationException', message);
}

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{(.+)\}$/;
const FIELD = /^'(\w+)': \?$/;
const inserts = new Map<string, { readonly table: string; readonly fields: readonly string[] }>();

function statementItem({
  Statement = '',
  Parameters = [],
}: NonNullable<BatchExecuteStatementCommandInput['Statements']>[number]) {
  let insert = inserts.get(Statement);
  if (insert === undefined) {
    const [, table, fields] = INSERT.exec(Statement) ?? [];
    if (table === undefined || fields === undefined) throw invalid(`the simulated DynamoDB does not know ${Statement}`);
    insert = { table, fields: fields.split(', ').map((field) => FIELD.exec(field)?.[1] ?? '') };
    inserts.set(Statement, insert);
  }
  const item: Item = {};
  for (const [index, field] of insert.fields.entries()) {
    const value = Parameters[index];
    if (field === '' || value === undefined) throw invalid(`a field or a parameter is missing in ${Statement}`);
    item[field] = value;
  }
  return { table: insert.table, item };
}
