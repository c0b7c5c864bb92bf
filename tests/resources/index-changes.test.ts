import { indexReport, refusedIndexChanges } from '../../resources/rules/index-changes.ts';
import type { Json, Resources } from '../../resources/stack/cloudformation.ts';

const index = (IndexName: string, partitionKey = IndexName): Json => ({
  IndexName,
  KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});
const table = (...indexes: Json[]): Resources => ({
  OrdersTable: { Type: 'AWS::DynamoDB::Table', Properties: { GlobalSecondaryIndexes: indexes } },
});
const changes = (before: Resources, after: Resources) => refusedIndexChanges(before, after);

test.each([
  ['one more', table(index('open')), table(index('open'), index('customer'))],
  ['one less', table(index('open'), index('customer')), table(index('open'))],
  ['in another order', table(index('open'), index('customer')), table(index('customer'), index('open'))],
  ['two on a table that is new', {}, table(index('open'), index('customer'))],
])('indexes may change by %s', (_, before, after) => {
  expect(changes(before, after)).toEqual([]);
});

test.each([
  ['two more', table(), table(index('open'), index('customer')), 'OrdersTable adds open and customer'],
  ['two less', table(index('open'), index('customer')), table(), 'OrdersTable removes open and customer'],
  ['one for another', table(index('open')), table(index('customer')), 'OrdersTable adds customer, removes open'],
  ['other keys', table(index('open')), table(index('open', 'since')), 'OrdersTable changes open'],
])('but not by %s in one deployment', (_, before, after, says) => {
  const refused = changes(before, after);
  expect(indexReport(refused)).toContain(says);
  expect(indexReport(refused)).toContain('then bring back\n    the next one and deploy again');
});
