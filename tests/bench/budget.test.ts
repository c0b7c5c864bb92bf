import { breaches } from './budget.ts';
import { unitsOf } from './counting-proxy.ts';
import { type Figure, rowsOf } from './figures.ts';
import { plotOf } from './plot.ts';

const figure = (value: number, over: Partial<Figure> = {}): Figure => ({
  bench: 'writes',
  measure: 'first contact',
  contender: 'fanfare',
  value,
  exact: true,
  ...over,
});

describe('the budget', () => {
  it('is kept by a count that equals it', () => {
    expect(breaches([figure(1)], { 'writes: first contact': 1 })).toEqual([]);
  });

  it('names the count that is over it', () => {
    expect(breaches([figure(2)], { 'writes: first contact': 1 })).toEqual([
      'writes: first contact is 2, the budget is 1',
    ]);
  });

  it('misses a count that is no longer measured, and one that never had a budget', () => {
    expect(breaches([figure(1, { measure: 'failure' })], { 'writes: first contact': 1 })).toEqual([
      'writes: failure is 1 and has no budget',
      'writes: first contact has a budget and was not measured',
    ]);
  });

  it('binds neither times nor peers', () => {
    expect(breaches([figure(9, { exact: false }), figure(9, { contender: 'powertools' })], {})).toEqual([]);
  });
});

describe('what is counted', () => {
  it('is what DynamoDB reports, over all tables of the request', () => {
    const answer = { ConsumedCapacity: [{ CapacityUnits: 2 }, { CapacityUnits: 4 }] };
    expect(unitsOf('{}', JSON.stringify(answer))).toBe(6);
  });

  it('is the size of the item, in kilobytes begun, where a write was refused', () => {
    const refused = JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' });
    const put = (bytes: number) => JSON.stringify({ Item: { note: { S: 'x'.repeat(bytes) } } });
    expect(unitsOf(put(1_020), refused)).toBe(1);
    expect(unitsOf(put(1_021), refused)).toBe(2);
  });

  it('is a unit for each statement of a batch that was refused', () => {
    const answer = { ConsumedCapacity: [{ CapacityUnits: 1 }], Responses: [{}, { Error: { Code: 'DuplicateItem' } }] };
    const request = { Statements: [{ Parameters: [{ S: 'a' }] }, { Parameters: [{ S: 'b' }] }] };
    expect(unitsOf(JSON.stringify(request), JSON.stringify(answer))).toBe(2);
  });

  it('is compared with Powertools, and with nobody where they do nothing', () => {
    const theirs = (value: number) => figure(value, { contender: 'powertools' });
    expect(rowsOf([figure(1), theirs(3)])[0]?.ratio).toBeCloseTo(1 / 3);
    expect(rowsOf([figure(1), theirs(0)])[0]?.ratio).toBeUndefined();
  });
});

describe('a plot', () => {
  it('has a bar for each contender, as long as its figure', () => {
    const drawn = plotOf('writes', [figure(1), figure(4, { contender: 'powertools' })]);
    expect([...drawn.matchAll(/<rect x="\d+" y="\d+" width="(\d+)"/g)].map(([, width]) => Number(width))).toEqual([
      115, 460,
    ]);
  });

  it('leaves out what nobody does, and what only one was measured at', () => {
    expect(plotOf('writes', [figure(0), figure(0, { contender: 'bare' })])).not.toContain('first contact');
    expect(plotOf('writes', [figure(5)])).not.toContain('first contact');
  });
});
