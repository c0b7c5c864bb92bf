/** The tables of the stack, with their indexes. */
import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../template/json.ts';
import type { Resource, Stack } from '../template/stack.ts';

/** One after another: the engine has one writer anyway, and a failure then names one table. */
export async function createTables(stack: Stack, dynamodb: DynamoDBClient): Promise<void> {
  for (const table of stack.resources('AWS::DynamoDB::Table')) {
    await dynamodb.send(new CreateTableCommand(inputOf(table))).catch((cause: unknown) => {
      // An engine that outlives us, given by AWS_ENDPOINT_URL_DYNAMODB, may hold it from the last time.
      if (cause instanceof Error && cause.name === 'ResourceInUseException') return;
      throw new Error(`table ${table.ref} (${table.logicalId}) could not be created`, { cause });
    });
  }
}

function inputOf({ logicalId, ref, properties }: Resource): CreateTableCommandInput {
  const indexes = listOf(properties.GlobalSecondaryIndexes).map((index) =>
    indexOf(objectOf(index, logicalId), logicalId),
  );
  return {
    TableName: ref,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: listOf(properties.AttributeDefinitions).map((definition) => {
      const { AttributeName, AttributeType } = objectOf(definition, logicalId);
      return {
        AttributeName: textOf(AttributeName, logicalId),
        AttributeType: attributeType(AttributeType, logicalId),
      };
    }),
    KeySchema: keySchemaOf(properties, logicalId),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  };
}

function indexOf(index: JsonObject, logicalId: string) {
  const projection = objectOf(index.Projection ?? {}, `${logicalId}.Projection`);
  const include = listOf(projection.NonKeyAttributes).map((name) => textOf(name, logicalId));
  return {
    IndexName: textOf(index.IndexName, `${logicalId}.IndexName`),
    KeySchema: keySchemaOf(index, logicalId),
    Projection: {
      ProjectionType: oneOf(['ALL', 'KEYS_ONLY', 'INCLUDE'], projection.ProjectionType ?? 'ALL', logicalId),
      ...(include.length > 0 && { NonKeyAttributes: include }),
    },
  };
}

function keySchemaOf({ KeySchema }: JsonObject, logicalId: string) {
  return listOf(KeySchema).map((key) => {
    const { AttributeName, KeyType } = objectOf(key, `${logicalId}.KeySchema`);
    return { AttributeName: textOf(AttributeName, logicalId), KeyType: oneOf(['HASH', 'RANGE'], KeyType, logicalId) };
  });
}

function attributeType(value: Json | undefined, logicalId: string) {
  return oneOf(['S', 'N', 'B'], value, `${logicalId}.AttributeDefinitions`);
}

function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  value: Json | undefined,
  where: string,
): Choice {
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw new Error(`${where}: ${JSON.stringify(value)} is none of ${choices.join(', ')}`);
}
