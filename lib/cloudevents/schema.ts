/** What a schema says of data beyond whether it is valid: which fields it has, in which order, and how large they may be. */
import { isObject } from '../json.ts';

/** What we read of a JSON Schema. */
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly maxItems?: number;
  /** A keyword of ours: `false` for a value that is no personal data, and may be shown. */
  readonly personal?: boolean;
  /** A keyword of ours: most bytes of the value's JSON in UTF-8, without the quotation marks of a text. */
  readonly maxBytes?: number;
}

/** Of the JSON of a text. */
const QUOTATION_MARKS = 2;

/** A value that is larger than its schema's `maxBytes`. */
export interface Oversize {
  /** JSON pointer (RFC 6901); empty for the data itself. */
  readonly pointer: string;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** The fields of `value` that `schema` has, in the schema's order: equal data then has equal JSON. Unknown fields are dropped. */
export function fieldsOf(schema: Schema, value: unknown): unknown {
  const { properties, items } = schema;
  if (properties !== undefined && isObject(value)) {
    const known = Object.entries(properties).filter(([name]) => Object.hasOwn(value, name));
    return Object.fromEntries(known.map(([name, inner]) => [name, fieldsOf(inner, value[name])]));
  }
  if (items !== undefined && Array.isArray(value)) return value.map((item) => fieldsOf(items, item));
  return value;
}

/** The first value that is too large, the innermost first. `bytesOf` gives the bytes of a value's JSON. */
export function oversizeIn(
  schema: Schema,
  value: unknown,
  bytesOf: (value: unknown) => number,
  pointer = '',
): Oversize | undefined {
  for (const [name, inner, innerSchema] of partsOf(schema, value)) {
    const oversize = oversizeIn(innerSchema, inner, bytesOf, `${pointer}/${name}`);
    if (oversize !== undefined) return oversize;
  }
  const { maxBytes } = schema;
  if (maxBytes === undefined) return undefined;
  const bytes = bytesOf(value) - (typeof value === 'string' ? QUOTATION_MARKS : 0);
  return bytes > maxBytes ? { pointer, bytes, maxBytes } : undefined;
}

function partsOf({ properties, items }: Schema, value: unknown): [string | number, unknown, Schema][] {
  if (properties !== undefined && isObject(value)) {
    const known = Object.entries(properties).filter(([name]) => Object.hasOwn(value, name));
    return known.map(([name, schema]) => [name, value[name], schema]);
  }
  if (items !== undefined && Array.isArray(value)) return value.map((item, index) => [index, item, items]);
  return [];
}
