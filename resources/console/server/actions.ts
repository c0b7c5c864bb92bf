/** What the page may ask the console to do: by name, with a JSON document, answered by another. */
import type { Progress } from '../../../lib/cli/progress.ts';
import { refusal } from './access.ts';

export interface ActionRequest {
  readonly body: Readonly<Record<string, unknown>>;
  /** The user pressed Stop, or closed the page. */
  readonly isInterrupted: () => boolean;
  readonly progress: Progress;
}

export interface Action {
  /** Whether it changes anything: refused in a console that is read-only. */
  readonly writes: (body: ActionRequest['body']) => boolean;
  /** Throws a Problem for what the user can mend. */
  readonly run: (request: ActionRequest) => Promise<unknown>;
}

export type Actions = Readonly<Record<string, Action>>;

export const reads = (run: Action['run']): Action => ({ writes: () => false, run });
export const writes = (run: Action['run']): Action => ({ writes: () => true, run });

/**
 * A field that is text; `undefined` when it is absent. Throws a problem for anything else, and for half a character: some engines take
 * that for another, and would find what was not asked for.
 */
export function textIn(body: ActionRequest['body'], name: string): string | undefined {
  const value = body[name];
  if (value === undefined || (typeof value === 'string' && value.isWellFormed())) return value;
  throw refusal(400, 'Bad request', `${name} must be text, of whole characters`);
}

export function numberIn(body: ActionRequest['body'], name: string): number | undefined {
  const value = body[name];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw refusal(400, 'Bad request', `${name} must be a number`);
}

export function truthIn(body: ActionRequest['body'], name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw refusal(400, 'Bad request', `${name} must be true or false`);
}

/** Text that must be there. */
export function requiredTextIn(body: ActionRequest['body'], name: string): string {
  const value = textIn(body, name);
  if (value !== undefined && value !== '') return value;
  throw refusal(400, 'Bad request', `${name} is missing`);
}
