/** Where the local system says what happens in it. */

export interface LocalLog {
  /** A line that a function wrote, metrics excepted. */
  line(functionName: string, line: string): void;
  /** Something the runtime itself has to say about a function, a queue or a route. */
  notice(subject: string, message: string): void;
}

export const silentLog: LocalLog = { line: () => undefined, notice: () => undefined };
