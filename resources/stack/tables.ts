/** DynamoDB tables: one of records per service, keyed by order, and those that a service declares beside it. */

import { physicalName } from '../../lib/lambda/names.ts';
import type { IndexDeclaration, TableDeclaration } from '../../lib/lambda/service.ts';
import type { Json, Resource, Resources } from './cloudformation.ts';
import { idOf } from './names.ts';
import { retention } from './retention.ts';
import type { Service } from './services.ts';
import type { Settings } from './settings.ts';

/** The partition key of every table of records: the event's subject, which is the order. */
const RECORD_KEY = 'subject';

type TableDeclarations = Readonly<Record<string, TableDeclaration>>;

export function recordsTable({ name, indexes }: Service, settings: Settings): Resources {
  return { [idOf.table(name)]: table(physicalName(settings.prefix, name), RECORD_KEY, settings, indexes) };
}

export function ownTables(owner: string, declarations: TableDeclarations, settings: Settings): Resources {
  return Object.fromEntries(
    Object.entries(declarations).map(([name, { partitionKey }]) => [
      idOf.table(owner, name),
      table(physicalName(settings.prefix, owner, name), partitionKey, settings),
    ]),
  );
}

function table(
  tableName: string,
  partitionKey: string,
  settings: Settings,
  indexes: Readonly<Record<string, IndexDeclaration>> = {},
): Resource {
  const indexKeys = Object.values(indexes).map(keysOf);
  const attributes = new Set([partitionKey, ...indexKeys.flat()]);
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: keySchema([partitionKey]),
      ...(indexKeys.length > 0 && { GlobalSecondaryIndexes: Object.entries(indexes).map(secondaryIndex) }),
      SSESpecification: encryption(settings),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: settings.keepData,
    },
    ...retention(settings),
  };
}

function encryption({ kmsKeyArn }: Settings): Json {
  if (kmsKeyArn === undefined) return { SSEEnabled: true };
  return { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: kmsKeyArn };
}

function secondaryIndex([name, declaration]: [string, IndexDeclaration]): Json {
  return {
    IndexName: name,
    KeySchema: keySchema(keysOf(declaration)),
    Projection: projection(declaration),
  };
}

function projection({ includes = [] }: IndexDeclaration): Json {
  if (includes.length === 0) return { ProjectionType: 'KEYS_ONLY' };
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: includes };
}

function keysOf({ partitionKey, sortKey }: IndexDeclaration): string[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

function keySchema(keys: readonly string[]): Json {
  return keys.map((name, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}
