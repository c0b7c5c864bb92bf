/** DynamoDB in memory: each operation happens at once and as a whole, with the answers and errors of AWS. */
import type {
  BatchExecuteStatementCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../aws/aws-error.ts';
import type { CancellationReason, Item, StatementResponse } from '../../aws/ports.ts';
import { holds, type Substitutes, updated } from './expressions.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
const MAX_ITEM_BYTES = 400 * 1_024;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_ACTIONS = 100;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MAX_STATEMENTS = 25;

interface IndexKeys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

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

export class SimulatedDynamoDb {
  readonly #tables = new Map<string, Table>();
  readonly #onWrite: (write: Write) => void;

  /** `onWrite` hears of each item that changes, when it does. */
  constructor(onWrite: (write: Write) => void = () => undefined) {
    this.#onWrite = onWrite;
  }

  createTable(name: string, key: string, indexes: Readonly<Record<string, IndexKeys>> = {}): void {
    this.#tables.set(name, { name, key, indexes, items: new Map() });
  }

  /** Every item of a table, by its key. */
  items(table: string): ReadonlyMap<string, Item> {
    return this.#table(table).items;
  }

  getItem({ TableName, Key }: GetItemCommandInput): { Item?: Item } {
    const table = this.#table(TableName);
    const found = table.items.get(keyOf(table, Key ?? {}));
    return found === undefined ? {} : { Item: found };
  }

  putItem(input: PutItemCommandInput): object {
    const planned = this.#put(input);
    const found = planned.table.items.get(planned.key);
    if (!isMet(planned.condition, found)) throw conditionFailed(planned.condition, found);
    this.#apply(planned);
    return {};
  }

  /** Each statement succeeds or fails by itself. */
  batchExecuteStatement({ Statements = [] }: BatchExecuteStatementCommandInput): { Responses: StatementResponse[] } {
    if (Statements.length > MAX_STATEMENTS) throw invalid(`${Statements.length} statements, at most ${MAX_STATEMENTS}`);
    return { Responses: Statements.map((statement) => this.#insert(statement)) };
  }

  /** All actions or none; the reasons say which condition did not hold. */
  transactWriteItems({ TransactItems = [] }: TransactWriteItemsCommandInput): object {
    if (TransactItems.length > MAX_ACTIONS) throw invalid(`${TransactItems.length} actions, at most ${MAX_ACTIONS}`);
    const planned = TransactItems.map((action) => this.#planned(action));
    const targets = new Set(planned.map(({ table, key }) => `${table.name}/${key}`));
    if (targets.size < planned.length) throw invalid('a transaction cannot have two actions on one item');
    const reasons = planned.map(({ table, key, condition }) => reasonOf(condition, table.items.get(key)));
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    for (const write of planned) this.#apply(write);
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
    const sortOf = (item: Item): string => (sortKey === undefined ? '' : (item[sortKey]?.S ?? ''));
    return { Items: found.sort((left, right) => (sortOf(left) < sortOf(right) ? -1 : 1)) };
  }

  #insert({ Statement = '', Parameters = [], ...options }: Parameters<typeof statementItem>[0]): StatementResponse {
    const { table: name, item } = statementItem({ Statement, Parameters });
    const table = this.#table(name);
    const key = keyOf(table, item);
    const found = table.items.get(key);
    if (found === undefined) {
      this.#apply({ table, key, condition: {}, change: () => item });
      return {};
    }
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

  #apply({ table, key, change }: Planned): void {
    const before = table.items.get(key);
    const after = change(before);
    if (bytesOf(after) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
    table.items.set(key, after);
    this.#onWrite({ table: table.name, key, before, after });
  }

  #table(name: string | undefined): Table {
    const table = this.#tables.get(name ?? '');
    if (table === undefined) throw new AwsError('ResourceNotFoundException', `no table ${name}`, { status: 400 });
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
  return new AwsError('ValidationException', message, { status: 400 });
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

/** Names and values, as DynamoDB counts them; texts that are surely small enough are not measured byte by byte. */
function bytesOf(item: Item): number {
  let characters = 0;
  for (const name in item) characters += name.length + (item[name]?.S?.length ?? 8);
  if (characters * 3 <= MAX_ITEM_BYTES) return characters;
  return Object.entries(item).reduce((sum, [name, { S }]) => sum + name.length + Buffer.byteLength(S ?? ''), 0);
}
