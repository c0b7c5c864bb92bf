/**
 * First contacts: blind conditional creates, gathered for one turn of the event loop and sent in one request.
 * An INSERT is a conditional create with an error of its own per statement, and costs what a PutItem costs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDb, Item, StatementResponse } from '../aws/ports.ts';
import { isRefusedForGood, mayBeOfOneEntry } from '../aws/refusals.ts';
import { PermanentError, TransientError } from '../errors.ts';
import { batched, type EndOfTurn, type Waiting } from './batching.ts';
import { itemOf } from './record-item.ts';
import type { Commit, CommitResult } from './record-store.ts';
import { storeError } from './store-error.ts';
import type { Conflict } from './transactions.ts';

/** DynamoDB: statements in one BatchExecuteStatement. */
const MAX_STATEMENTS = 25;

/** Made before it is sent with others: a record that cannot be written as JSON fails by itself. */
interface Insert {
  readonly subject: string;
  readonly statement: ReturnType<typeof statementOf>;
}

type Create = Insert & Pick<Waiting<Insert, CommitResult>, 'resolve' | 'reject'>;

export function blindCreates(dynamoDb: DynamoDb, table: string, conflict: Conflict, endOfTurn: EndOfTurn) {
  const create = batched<Insert, CommitResult>(MAX_STATEMENTS, endOfTurn, (waiting) =>
    insert(
      dynamoDb,
      table,
      waiting.map(({ asked, resolve, reject }) => ({ ...asked, resolve, reject })),
      conflict,
    ),
  );
  return async (commit: Commit): Promise<CommitResult> =>
    create({ subject: commit.next.subject, statement: statementOf(table, itemOf(commit)) });
}

async function insert(
  dynamoDb: DynamoDb,
  table: string,
  creates: readonly Create[],
  conflict: Conflict,
): Promise<void> {
  const insertAlone = (create: Create) => insert(dynamoDb, table, [create], conflict);
  const isShared = creates.length > 1;
  try {
    const { Responses } = await dynamoDb.batchExecuteStatement({
      Statements: creates.map(({ statement }) => statement),
    });
    const apart: Create[] = [];
    creates.forEach((create, index) => {
      const response = Responses?.[index];
      if (isShared && isRefused(response)) apart.push(create);
      else settle(create, table, response, conflict);
    });
    await Promise.all(apart.map(insertAlone));
  } catch (error) {
    // One of them may be what DynamoDB refuses: then the others must not suffer for it.
    if (isShared && mayBeOfOneEntry(error)) await Promise.all(creates.map(insertAlone));
    else for (const { reject } of creates) reject(storeError(`creating in ${table}`, error));
  }
}

function isRefused(response: StatementResponse | undefined): boolean {
  return isRefusedForGood(response?.Error?.Code ?? '', response?.Error?.Message);
}

function settle(
  { subject, resolve, reject }: Create,
  table: string,
  response: StatementResponse | undefined,
  conflict: Conflict,
) {
  if (response === undefined) return reject(new TransientError('NoAnswer', `DynamoDB gave no answer on ${table}`));
  if (response.Error === undefined) return resolve({ kind: 'committed' });
  const { Code, Item } = response.Error;
  if (Code === 'DuplicateItem' || Code === 'ConditionalCheckFailed') return resolve(conflict(subject, Item));
  const ErrorOfAlone = isRefused(response) ? PermanentError : TransientError;
  return reject(new ErrorOfAlone(Code ?? 'UnknownError', `DynamoDB failed creating in ${table}: ${Code}`));
}

function statementOf(table: string, item: Item) {
  const fields = Object.keys(item).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${fields.join(', ')}}`,
    Parameters: Object.values<AttributeValue>(item),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}
