/** Editing a letter: a patch or a new text, what it changes, and whether the consumer could read it. */
import { createTwoFilesPatch } from 'diff';
import { applyPatch, type Operation } from 'rfc6902';
import { systemClock } from '../clock/clock.ts';
import { isObject } from '../cloudevents/parse.ts';
import { parseEvent, type Validators } from '../consumer/validation.ts';

export class InvalidEdit extends Error {
  override readonly name = 'InvalidEdit';
}

/** The body as a person edits it: indented if it is JSON. */
export function editable(body: string): string {
  try {
    return `${JSON.stringify(JSON.parse(body), undefined, 2)}\n`;
  } catch {
    return body;
  }
}

/** The new body by a JSON patch (RFC 6902). Throws InvalidEdit, naming the operation. */
export function patched(body: string, patch: unknown): string {
  if (!Array.isArray(patch)) throw new InvalidEdit('the patch must be a list of operations (RFC 6902)');
  const document = jsonIn(body, 'the body is no JSON, so no patch can be applied: edit it as text');
  const failures = applyPatch(document, patch as Operation[]);
  const index = failures.findIndex((failure) => failure !== null);
  const failure = failures[index];
  if (failure) throw new InvalidEdit(`operation ${index + 1} of the patch does not apply: ${failure.message}`);
  return JSON.stringify(document);
}

/** The new body from what an editor left. Throws InvalidEdit. */
export function edited(text: string): string {
  return JSON.stringify(jsonIn(text, 'what you saved is no JSON'));
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
  return createTwoFilesPatch('as it failed', 'as it will be redriven', editable(before), editable(after));
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

function jsonIn(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidEdit(`${otherwise}. Nothing was redriven.`, { cause });
  }
}
