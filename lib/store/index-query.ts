/** Reads a sparse index of a table of records, page by page: what a scheduled function looks for, without a scan. */
import type { DynamoDb, Item } from '../aws/ports.ts';
import { storeError } from './store-error.ts';

export interface IndexQuery {
  readonly table: string;
  readonly index: string;
  readonly partition: { readonly name: string; readonly value: string };
  /** Only entries whose sort key is below this. */
  readonly below?: { readonly name: string; readonly value: string };
}

/** Entries in the order of the sort key. As old as the index is: usually less than a second. Throws TransientError. */
export async function* entriesOf(dynamoDb: DynamoDb, query: IndexQuery): AsyncGenerator<Item> {
  const { table, index, partition, below } = query;
  const input = {
    TableName: table,
    IndexName: index,
    KeyConditionExpression:
      below === undefined ? '#partition = :partition' : '#partition = :partition AND #sort < :sort',
    ExpressionAttributeNames: { '#partition': partition.name, ...(below !== undefined && { '#sort': below.name }) },
    ExpressionAttributeValues: {
      ':partition': { S: partition.value },
      ...(below !== undefined && { ':sort': { S: below.value } }),
    },
  };
  let from: Item | undefined;
  do {
    const page = await pageOf(dynamoDb, { ...input, ...(from !== undefined && { ExclusiveStartKey: from }) });
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

async function pageOf(dynamoDb: DynamoDb, input: Parameters<DynamoDb['query']>[0]) {
  try {
    return await dynamoDb.query(input);
  } catch (error) {
    throw storeError(`querying the index ${input.IndexName} of ${input.TableName}`, error);
  }
}
