/**
 * First contacts: blind conditional creates, gathered for one turn of the event loop and sent in one request.
 * An INSERT is a conditional create with an error of its own per statement, and costs what a PutItem costs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDb, Item, StatementResponse } from '../aws/ports.ts';
import { TransientError } from '../consumer/errors.ts';
import { itemOf } from './record-item.ts';
import type { Commit, CommitResult } from './record-store.ts';
import { storeError } from './store-error.ts';
import type { Conflict } from './transactions.ts';

/** DynamoDB: statements in one BatchExecuteStatement. */
export const MAX_STATEMENTS = 25;

/** Runs `task` when the current turn of the event loop is over, so that writes of one turn travel together. */
export type EndOfTurn = (task: () => void) => void;

interface Pending {
  readonly commit: Commit;
  readonly resolve: (result: CommitResult | Promise<CommitResult>) => void;
  readonly reject: (error: Error) => void;
}

export function firstContacts(dynamoDb: DynamoDb, table: string, conflict: Conflict, endOfTurn: EndOfTurn) {
  let pending: Pending[] = [];

  const flush = (): void => {
    const all = pending;
    pending = [];
    for (let start = 0; start < all.length; start += MAX_STATEMENTS) {
      void insert(dynamoDb, table, all.slice(start, start + MAX_STATEMENTS), conflict);
    }
  };

  return (commit: Commit): Promise<CommitResult> =>
    new Promise((resolve, reject) => {
      if (pending.length === 0) endOfTurn(flush);
      pending.push({ commit, resolve, reject });
    });
}

/** Settles every one of `creates`; it never rejects itself. */
async function insert(
  dynamoDb: DynamoDb,
  table: string,
  creates: readonly Pending[],
  conflict: Conflict,
): Promise<void> {
  try {
    const { Responses } = await dynamoDb.batchExecuteStatement({
      Statements: creates.map(({ commit }) => statementOf(table, itemOf(commit))),
    });
    creates.forEach((create, index) => {
      settle(create, table, Responses?.[index], conflict);
    });
  } catch (error) {
    for (const { reject } of creates) reject(storeError(`creating in ${table}`, error));
  }
}

function settle(
  { commit, resolve, reject }: Pending,
  table: string,
  response: StatementResponse | undefined,
  conflict: Conflict,
) {
  if (response === undefined) return reject(new TransientError('NoAnswer', `DynamoDB gave no answer on ${table}`));
  if (response.Error === undefined) return resolve({ kind: 'committed' });
  const { Code, Item } = response.Error;
  if (Code === 'DuplicateItem' || Code === 'ConditionalCheckFailed')
    return resolve(conflict(commit.next.subject, Item));
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
