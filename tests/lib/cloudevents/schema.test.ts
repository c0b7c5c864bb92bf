import { fieldsOf, oversizeIn, type Schema } from '../../../lib/cloudevents/schema.ts';

const schema: Schema = {
  properties: {
    name: { maxBytes: 3 },
    lines: { items: { properties: { sku: { maxBytes: 4 }, quantity: {} } } },
    note: {},
  },
  maxBytes: 60,
};
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('the fields that a schema has', () => {
  it('are kept in its order, and no others, at every depth', () => {
    const data = { extra: 1, note: { any: 'thing' }, lines: [{ quantity: 2, colour: 'red', sku: 'a' }], name: 'b' };
    expect(JSON.stringify(fieldsOf(schema, data))).toBe(
      '{"name":"b","lines":[{"sku":"a","quantity":2}],"note":{"any":"thing"}}',
    );
  });

  it('do not include what every object inherits', () => {
    expect(fieldsOf({ properties: { toString: {}, name: {} } }, { name: 'a' })).toEqual({ name: 'a' });
  });
});

describe('a size beyond its limit', () => {
  it.each([
    ['nothing', { name: 'abc', lines: [{ sku: 'abcd' }] }, undefined],
    ['a text, by bytes and not by characters', { name: 'éé' }, { pointer: '/name', bytes: 4, maxBytes: 3 }],
    [
      'an item of a list',
      { lines: [{ sku: 'a' }, { sku: 'a"bc' }] },
      { pointer: '/lines/1/sku', bytes: 5, maxBytes: 4 },
    ],
    ['the whole', { note: 'x'.repeat(60) }, { pointer: '', bytes: 71, maxBytes: 60 }],
  ])('is found: %s', (_, data, found) => {
    expect(oversizeIn(schema, data, bytesOf)).toEqual(found);
  });
});
