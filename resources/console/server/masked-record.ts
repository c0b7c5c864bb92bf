/**
 * What a service knows of an order, without personal data: by a list of what may be shown. Records have no schema, but call things as
 * events do; what only they have is listed here.
 */
import { shownNames } from '../../../events/personal-fields.ts';
import { shapeOf } from '../../../lib/dead-letters/masking.ts';
import { isObject } from '../../../lib/json.ts';

/** Texts of records that no event has. */
const RECORD_TEXTS: readonly string[] = [
  'day',
  'failure',
  'kind',
  'note',
  'number',
  'outcome',
  'payment',
  'status',
  'type',
];

/** Texts that programs made: a time, or an id. */
const MADE = /^(\d{4}-\d\d-\d\d(T[\d:.]+Z)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Numbers, times, ids, and texts under a name that is listed are shown; any other text by its shape. `name` is the field it is in. */
export function maskedRecord(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => maskedRecord(item, name));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, maskedRecord(item, inner)]));
  }
  if (typeof value !== 'string' || MADE.test(value)) return value;
  return shownNames.has(name) || RECORD_TEXTS.includes(name) ? value : shapeOf(value);
}
