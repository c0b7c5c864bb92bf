/** Why attempts at messages failed on this machine: what its functions log is read as it is written. */
import type { LocalLog } from '../../../lib/local/log.ts';
import { attemptIn, type LoggedAttempt } from './order-logs.ts';

/** Subjects that are remembered: the oldest are forgotten first. */
const MOST_SUBJECTS = 1_000;

/** Of one subject, the last ones. */
const MOST_FAILURES = 50;

/** Most lines are of what went well: they need no parsing. */
const FAILED = /"outcome":"(retried|quarantined)"/;

export class LocalFailures {
  readonly #bySubject = new Map<string, LoggedAttempt[]>();
  readonly #serviceOf: (functionName: string) => string | undefined;

  constructor(serviceOf: (functionName: string) => string | undefined) {
    this.#serviceOf = serviceOf;
  }

  /** `log`, with an ear at it. */
  listeningTo(log: LocalLog): LocalLog {
    return {
      ...log,
      line: (functionName, line) => {
        this.#hear(functionName, line);
        log.line(functionName, line);
      },
    };
  }

  of(subject: string): readonly LoggedAttempt[] {
    return this.#bySubject.get(subject) ?? [];
  }

  #hear(functionName: string, line: string): void {
    const service = this.#serviceOf(functionName);
    if (service === undefined || !FAILED.test(line)) return;
    const failure = attemptIn(line, service);
    if (failure === undefined) return;
    const before = this.#bySubject.get(failure.subject) ?? [];
    this.#bySubject.set(failure.subject, [...before, failure].slice(-MOST_FAILURES));
    if (this.#bySubject.size <= MOST_SUBJECTS) return;
    const [oldest] = this.#bySubject.keys();
    if (oldest !== undefined) this.#bySubject.delete(oldest);
  }
}
