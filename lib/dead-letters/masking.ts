/**
 * Shows a message without personal data: by a list of what may be shown, since nobody can list what may not. Fields that the schema of
 * the event's type declares are shown in clear, and everything else of a valid event by its shape. Of what its schema refuses, only
 * the fields that the schema knows are named, with their types. What is not JSON is only measured.
 */
import { createHash } from 'node:crypto';
import type { Schema } from '../cloudevents/schema.ts';
import { isObject } from '../json.ts';
import type { DeadMessage } from './dead-message.ts';
import type { Cause } from './reports.ts';

/** Begins whatever stands for a value. */
export const MASK = '•••';

/** What is known of an event type: which of its fields are no personal data, and which data is of that type. */
export interface EventFields {
  readonly schema: Schema;
  readonly isValid: (data: unknown) => boolean;
}

/** By event type. */
export type PersonalFields = Readonly<Record<string, EventFields>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Attributes of an envelope that are shown when they have this form: programs made it, and not a person's name or address. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  specversion: /^1\.0$/,
  id: UUID,
  source: /^[a-z0-9:/._-]{1,128}$/i,
  type: /^[a-z0-9-]{1,64}(\.[a-z0-9-]{1,64}){0,5}$/,
  subject: UUID,
  time: /^[0-9TZ:.-]{1,64}$/,
  datacontenttype: /^application\/json$/,
  dataschema: /^urn:[a-z0-9:._-]{1,128}$/i,
  correlationid: UUID,
  causationid: UUID,
  traceparent: /^[0-9a-f-]{1,64}$/,
};

/** An envelope as a schema knows it: what its fields are, whatever is wrong with them. */
const ENVELOPE: Schema = {
  properties: Object.fromEntries([...Object.keys(ATTRIBUTES), 'data'].map((name) => [name, {}])),
};

/** The body for a person to look at: an object to print, or text. */
export function shownBody(
  { body, event }: Pick<DeadMessage, 'body' | 'event'>,
  personal: PersonalFields,
  isFull: boolean,
): unknown {
  if (isFull) return event ?? body;
  if (event !== undefined) return shownEvent({ ...event }, personal);
  const value = jsonIn(body);
  if (isObject(value)) return typesIn(ENVELOPE, value);
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `${Buffer.byteLength(body)} bytes that are not an event (sha256 ${digest}…): shown in full only`;
}

/** An attribute of an envelope, such as `subject`: in clear if its form says that no person is in it. */
export function shownAttribute(name: string, value: unknown): unknown {
  const isClear = Object.hasOwn(ATTRIBUTES, name) && typeof value === 'string' && ATTRIBUTES[name]?.test(value);
  return isClear ? value : shapeOf(value);
}

/** A message about a failure. Those of the pipeline hold no personal data; whoever sends to a queue can write another. */
export function shownText(text: string): string {
  return text
    .replaceAll(/\S*@\S*/g, MASK)
    .replaceAll(/(["'])(?![\w.:/-]{1,32}\1)[^"']*\1/g, `$1${MASK}$1`)
    .replaceAll(/(?<![\w-])\+?\d[\d ()-]{6,}\d(?![\w-])/g, MASK);
}

/** Whoever sends to a queue can write any part of a cause. */
export function shownCause(cause: Cause): Cause {
  const parts = Object.entries(cause).map(([name, part]) => [name, typeof part === 'string' ? shownText(part) : part]);
  return { ...cause, ...Object.fromEntries(parts) };
}

/** What may be said of a value of which nothing is known. */
export function shapeOf(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string') return `${MASK} (${value.length} characters)`;
  if (Array.isArray(value)) return `${MASK} (list of ${value.length})`;
  if (typeof value === 'object') return `${MASK} (object of ${Object.keys(value).length} fields)`;
  return `${MASK} (${typeof value})`;
}

function shownEvent({ data, ...attributes }: Record<string, unknown>, personal: PersonalFields): unknown {
  const known = Object.entries(attributes).filter(([name]) => Object.hasOwn(ATTRIBUTES, name));
  return {
    ...Object.fromEntries(known.map(([name, value]) => [name, shownAttribute(name, value)])),
    ...unknownFields(Object.keys(attributes).length - known.length),
    data: shownData(String(attributes.type), data, personal),
  };
}

function shownData(type: string, data: unknown, personal: PersonalFields): unknown {
  const fields = Object.hasOwn(personal, type) ? personal[type] : undefined;
  if (fields === undefined) return shapeOf(data);
  return fields.isValid(data) ? valuesIn(fields.schema, data) : typesIn(fields.schema, data);
}

/** Of data that its schema accepts: what it declares in clear, and the rest by its shape. */
function valuesIn(schema: Schema, value: unknown): unknown {
  return schema.personal === false ? value : inside(schema, value, valuesIn, shapeOf);
}

/** Of data that its schema refuses: a field may hold anything, also one that is harmless by its name. */
function typesIn(schema: Schema, value: unknown): unknown {
  return inside(schema, value, typesIn, typeOf);
}

function inside(
  schema: Schema,
  value: unknown,
  each: (schema: Schema, value: unknown) => unknown,
  leaf: (value: unknown) => unknown,
): unknown {
  const { properties, items } = schema;
  if (properties !== undefined && isObject(value)) {
    const known = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return field === undefined ? [] : [[name, each(field, inner)]];
    });
    return { ...Object.fromEntries(known), ...unknownFields(Object.keys(value).length - known.length) };
  }
  if (items !== undefined && Array.isArray(value)) return value.map((item) => each(items, item));
  return leaf(value);
}

function unknownFields(count: number): Record<string, string> {
  return count === 0 ? {} : { '…': `${count} unknown ${count === 1 ? 'field' : 'fields'}` };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Whatever it is, it is no event.
    return undefined;
  }
}
