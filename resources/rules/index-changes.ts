/**
 * What DynamoDB refuses of a table that exists: more than one change of its indexes in one deployment.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html (GlobalSecondaryIndexes)
 */
import type { Json, Resource, Resources } from '../stack/cloudformation.ts';
import { at, listAt } from './reading.ts';

export interface IndexChanges {
  /** Logical id of the table. */
  readonly table: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Other keys or attributes under the same name: DynamoDB has no such change, so it is a removal and an addition. */
  readonly changed: readonly string[];
}

/** Tables of `deployed` that `next` changes in more than one step. */
export function refusedIndexChanges(deployed: Resources, next: Resources): IndexChanges[] {
  return Object.entries(deployed).flatMap(([table, before]) => {
    const after = next[table];
    if (before.Type !== 'AWS::DynamoDB::Table' || after?.Type !== before.Type) return [];
    const changes = { table, ...changesBetween(indexesOf(before), indexesOf(after)) };
    const steps = changes.added.length + changes.removed.length + 2 * changes.changed.length;
    return steps > 1 ? [changes] : [];
  });
}

function indexesOf({ Properties }: Resource): ReadonlyMap<string, string> {
  return new Map(
    listAt(Properties, 'GlobalSecondaryIndexes').map((index) => [String(at(index, 'IndexName')), definitionOf(index)]),
  );
}

/** Throughput and contributor insights may change; what an index consists of may not. */
function definitionOf(index: Json): string {
  return JSON.stringify([at(index, 'KeySchema'), at(index, 'Projection')]);
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const names = (indexes: ReadonlyMap<string, string>, choose: (name: string) => boolean) =>
    [...indexes.keys()].filter(choose);
  return {
    added: names(after, (name) => !before.has(name)),
    removed: names(before, (name) => !after.has(name)),
    changed: names(after, (name) => before.has(name) && before.get(name) !== after.get(name)),
  };
}

/** For a person: what DynamoDB would refuse, and how to do it step by step. */
export function indexReport(refused: readonly IndexChanges[]): string {
  const lines = refused.map(({ table, added, removed, changed }) => {
    const parts = [listed('adds', added), listed('removes', removed), listed('changes', changed)];
    return `  ${table} ${parts.filter((part) => part !== '').join(', ')}`;
  });
  return (
    'DynamoDB adds or removes one index of a table per deployment, so nothing was deployed.\n\n' +
    `${lines.join('\n')}\n\n` +
    "    to do it: leave one of these changes in the service's `indexes`, take the others back, and deploy; then bring back\n" +
    '    the next one and deploy again. An index that changes is first removed, then added.'
  );
}

function listed(verb: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${verb} ${names.join(' and ')}`;
}
