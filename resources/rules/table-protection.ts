/**
 * When the tables of a stage that keeps its data are protected from deletion: once they are part of a complete stack. A
 * deployment that fails half-way takes back what it made, which it could not do with a protected table.
 */
import type { Resource, Resources } from '../stack/cloudformation.ts';

/** `next` without protection for tables that `deployed` does not have yet. */
export function protectedOnceDeployed(deployed: Resources, next: Resources): Record<string, Resource> {
  return Object.fromEntries(
    Object.entries(next).map(([id, resource]) => {
      const isNew = resource.Type === 'AWS::DynamoDB::Table' && deployed[id] === undefined;
      return [id, isNew ? withoutProtection(resource) : resource];
    }),
  );
}

function withoutProtection(table: Resource): Resource {
  return { ...table, Properties: { ...table.Properties, DeletionProtectionEnabled: false } };
}

/** The names of tables of a complete stack that are to be kept, and are not protected by its template. */
export function unprotectedTables(deployed: Resources): string[] {
  return Object.values(deployed).flatMap(({ Type, DeletionPolicy, Properties }) => {
    const isKept = Type === 'AWS::DynamoDB::Table' && DeletionPolicy?.startsWith('Retain') === true;
    return isKept && Properties.DeletionProtectionEnabled !== true ? [String(Properties.TableName)] : [];
  });
}
