/** The two errors of the pipeline. Each is a decision: try again, or never again. */

/**
 * It may work later: an outage, a throttle, a time-out. The message is retried with back-off.
 * `code` is a stable word for grouping; the message must hold no personal data: it reaches logs and the dead-letter queue.
 */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** It will never work as it is: invalid, impossible. The message goes to the dead-letter queue at once. Same rules as above. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** What may be told of an error: nothing of a foreign error's message, for nobody knows what data is in it. */
export interface ErrorReport {
  /** Such as `InvalidEventData`, or the class of an error that is not ours. */
  readonly code: string;
  readonly message: string;
  readonly permanent: boolean;
}

/** The report of `error`, without personal data. */
export function reportOf(error: unknown): ErrorReport {
  const own = readable(() => ownReportOf(error));
  if (own !== undefined) return own;
  const code = readable(() => systemCodeOf(error)) ?? readable(() => classOf(error)) ?? 'UnknownError';
  const place = readable(() => placeOf(error)) ?? '';
  return { code, message: `unexpected error${place}; its text is withheld`, permanent: false };
}

function ownReportOf(error: unknown): ErrorReport | undefined {
  if (error instanceof PermanentError) return { code: error.code, message: error.message, permanent: true };
  if (error instanceof TransientError) return { code: error.code, message: error.message, permanent: false };
  return undefined;
}

/** Anything can be thrown, also what throws when somebody looks at it. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Only what looks like a class: a name may have been set to anything. */
function classOf(error: unknown): string | undefined {
  const name: unknown = error instanceof Error ? error.name : undefined;
  return typeof name === 'string' && /^[\w.]{1,64}$/.test(name) ? name : undefined;
}

/** Errors wrapped in one another are followed this far. */
const MAX_CAUSES = 5;

/** What the operating system or the resolver calls an error, such as `ECONNRESET`; wrapped, as `fetch` does, or not. */
function systemCodeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > MAX_CAUSES) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z_]{3,}$/.test(error.code)) return error.code;
  return 'cause' in error ? systemCodeOf(error.cause, depth + 1) : undefined;
}

/** Where an error was thrown: function and position of its first stack frame, which hold no data. */
function placeOf(error: unknown): string {
  const frame = error instanceof Error ? /\n\s+at (.+)/.exec(error.stack ?? '')?.[1] : undefined;
  return frame === undefined ? '' : ` at ${frame.replace(/\(.*[/\\]/, '(')}`;
}

/** For the end of an exhaustive `switch`: reached only when a broken assumption got past the types. */
export function unreachable(value: never): never {
  throw new PermanentError('BrokenAssumption', `no case for a value of type ${typeof value}`);
}
