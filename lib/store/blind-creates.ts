/**
 * First contacts: blind conditional creates, gathered for one turn of the event loop and sent in one request.
 * An INSERT is a conditional create with an error of its own per statement, and costs what a PutItem costs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDb, Item, StatementResponse } from '../aws/ports.ts';
import { TransientError } from '../errors.ts';
import { batched, type EndOfTurn, type Waiting } from './batching.ts';
import { itemOf } from './record-item.ts';
import type { Commit, CommitResult } from './record-store.ts';
import { storeError } from './store-error.ts';
import type { Conflict } from './transactions.ts';

/** DynamoDB: statements in one BatchExecuteStatement. */
const MAX_STATEMENTS = 25;

type Create = Waiting<Commit, CommitResult>;

export function blindCreates(dynamoDb: DynamoDb, table: string, conflict: Conflict, endOfTurn: EndOfTurn) {
  return batched<Commit, CommitResult>(MAX_STATEMENTS, endOfTurn, (creates) =>
    insert(dynamoDb, table, creates, conflict),
  );
}

async function insert(
  dynamoDb: DynamoDb,
  table: string,
  creates: readonly Create[],
  conflict: Conflict,
): Promise<void> {
  try {
    const { Responses } = await dynamoDb.batchExecuteStatement({
      Statements: creates.map(({ asked }) => statementOf(table, itemOf(asked))),
    });
    creates.forEach((create, index) => {
      settle(create, table, Responses?.[index], conflict);
    });
  } catch (error) {
    for (const { reject } of creates) reject(storeError(`creating in ${table}`, error));
  }
}

function settle(
  { asked, resolve, reject }: Create,
  table: string,
  response: StatementResponse | undefined,
  conflict: Conflict,
) {
  if (response === undefined) return reject(new TransientError('NoAnswer', `DynamoDB gave no answer on ${table}`));
  if (response.Error === undefined) return resolve({ kind: 'committed' });
  const { Code, Item } = response.Error;
  if (Code === 'DuplicateItem' || Code === 'ConditionalCheckFailed') return resolve(conflict(asked.next.subject, Item));
  return reject(new TransientError(Code ?? 'UnknownError', `DynamoDB failed creating in ${table}: ${Code}`));
}

function statementOf(table: string, item: Item) {
  const fields = Object.keys(item).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${fields.join(', ')}}`,
    Parameters: Object.values<AttributeValue>(item),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}
