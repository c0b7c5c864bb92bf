/** Which fields of events may be shown: those that the schema of the event's type declares. Whoever shows an event asks here. */
import type { TSchema } from 'typebox';
import type { Schema } from '../lib/cloudevents/schema.ts';
import type { PersonalFields } from '../lib/dead-letters/masking.ts';
import { validators } from './compiled/validators.js';
import { contract, type EventType } from './contract.ts';

export const personalFields: PersonalFields = Object.fromEntries(
  Object.entries(contract).map(([type, { schema }]) => {
    const validator = validators[type as EventType];
    return [type, { schema: schema as Schema, isValid: (data: unknown) => validator(data) }];
  }),
);

/** Names of fields that some event declares to be no personal data: services' records call the same things by the same names. */
export const shownNames: ReadonlySet<string> = new Set(
  Object.values(contract).flatMap(({ schema }: { schema: TSchema }) => namesIn(schema as Schema)),
);

function namesIn({ properties = {}, items }: Schema): string[] {
  const inner = Object.entries(properties).flatMap(([name, field]) =>
    field.personal === false ? [name] : namesIn(field),
  );
  return items === undefined ? inner : [...inner, ...namesIn(items)];
}
