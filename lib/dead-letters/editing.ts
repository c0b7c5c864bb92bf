/** Editing a message: a patch or a new text, what it changes, and whether the consumer could read it. */
import { createTwoFilesPatch } from 'diff';
import { systemClock } from '../clock/clock.ts';
import { parseEvent, type Validators } from '../consumer/validation.ts';
import { isObject } from '../json.ts';
import { compacted, indented } from './json-text.ts';
import { PatchRefused, patchedText } from './patching.ts';

export class InvalidEdit extends Error {
  override readonly name = 'InvalidEdit';
}

/** The new body by a JSON patch (RFC 6902), given as text: what it does not name stays byte for byte. Throws InvalidEdit, naming the operation. */
export function patched(body: string, patch: string): string {
  assertJson(patch, 'the patch is not valid JSON');
  assertJson(body, 'the body is not valid JSON, so no patch can be applied: edit it as text');
  try {
    return patchedText(body, patch);
  } catch (error) {
    if (error instanceof PatchRefused) throw new InvalidEdit(`${error.message}. Nothing was redriven.`);
    throw error;
  }
}

/** The new body from what an editor left, with every value as it was saved. Throws InvalidEdit. */
export function edited(text: string): string {
  assertJson(text, 'what you saved is not valid JSON');
  return compacted(text);
}

/**
 * Checks that the consumer can read `after`, and that it is the same event still: another id would make it a new one, and an
 * event that was applied already would be applied again. Throws InvalidEdit, or PermanentError as the consumer would.
 */
export function checkEdit(before: string, after: string, validators: Validators): void {
  const event = parseEvent(after, validators, systemClock.now());
  const old = idAndSubject(before);
  for (const [name, value] of Object.entries(old)) {
    if (event[name as 'id' | 'subject'] !== value) {
      throw new InvalidEdit(
        `${name} was changed: it is what the event is known by. Leave it as it is; nothing was redriven.`,
      );
    }
  }
}

/** A unified diff of the two, line by line. */
export function diffOf(before: string, after: string): string {
  return createTwoFilesPatch('as it failed', 'as it will be redriven', indented(before), indented(after));
}

function idAndSubject(body: string): { id?: string; subject?: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return {};
  }
  if (!isObject(value)) return {};
  const { id, subject } = value;
  return { ...(typeof id === 'string' && { id }), ...(typeof subject === 'string' && { subject }) };
}

function assertJson(text: string, otherwise: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new InvalidEdit(`${otherwise}. Nothing was redriven.`, { cause });
  }
}
