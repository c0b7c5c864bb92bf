/** PartiQL statements, as far as the simulated DynamoDB knows them: a conditional create. */
import type { BatchExecuteStatementCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../aws/ports.ts';
import { refusal } from './refusal.ts';

export type Statement = NonNullable<BatchExecuteStatementCommandInput['Statements']>[number];

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{(.+)\}$/;
const FIELD = /^'(\w+)': \?$/;
const inserts = new Map<string, { readonly table: string; readonly fields: readonly string[] }>();

/** The table and the item of an INSERT, the one statement that is known here. */
export function insertOf({ Statement = '', Parameters = [] }: Statement): {
  readonly table: string;
  readonly item: Item;
} {
  let insert = inserts.get(Statement);
  if (insert === undefined) {
    const [, table, fields] = INSERT.exec(Statement) ?? [];
    if (table === undefined || fields === undefined)
      throw refusal('ValidationException', `the simulated DynamoDB does not know ${Statement}`);
    insert = { table, fields: fields.split(', ').map((field) => FIELD.exec(field)?.[1] ?? '') };
    inserts.set(Statement, insert);
  }
  const item: Item = {};
  for (const [index, field] of insert.fields.entries()) {
    const value = Parameters[index];
    if (field === '' || value === undefined)
      throw refusal('ValidationException', `a field or a parameter is missing in ${Statement}`);
    item[field] = value;
  }
  return { table: insert.table, item };
}
