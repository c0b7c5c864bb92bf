/** How an invocation ended. */

export interface FunctionError {
  /** The error's name, such as `TransientError`, or Lambda's, such as `Sandbox.Timedout`. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stack?: string | undefined;
}

export type Outcome =
  /** `payload` is what the handler returned, as JSON text; `undefined` when it returned nothing. */
  | { readonly kind: 'answered'; readonly payload: string | undefined }
  /** The handler threw; its sandbox lives on. */
  | { readonly kind: 'threw'; readonly error: FunctionError }
  /** It took too long; its sandbox was ended. */
  | { readonly kind: 'timed-out'; readonly error: FunctionError }
  /** The sandbox ended under it, or was never able to start. */
  | { readonly kind: 'crashed'; readonly error: FunctionError }
  /** It never ran: the function was stopped, or too many were waiting already. */
  | { readonly kind: 'throttled'; readonly error: FunctionError };

/** The outcome in a line for people. */
export function describe(outcome: Outcome): string {
  if (outcome.kind === 'answered') return 'answered';
  return `${outcome.error.errorType}: ${outcome.error.errorMessage}`;
}
