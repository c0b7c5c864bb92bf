/**
 * A signal as a wish: the command ends what it has begun, gives back what it holds, and stops; a second signal ends it at once.
 * SIGTERM and SIGHUP (the terminal was closed) are handled as SIGINT (Ctrl-C) is.
 */

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export interface Interruption {
  readonly isInterrupted: () => boolean;
  /** 128 and the signal's number, as shells have it; `undefined` while there was none. */
  readonly exitCode: () => number | undefined;
}

/** From now on, reports whether the user has asked to stop. */
export function interruption(): Interruption {
  let exitCode: number | undefined;
  listen((code) => {
    exitCode = code;
    process.stderr.write('\nStopping. Press Ctrl-C again to end at once.\n');
  });
  return { isInterrupted: () => exitCode !== undefined, exitCode: () => exitCode };
}

/** Resolves at the first signal. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => listen(() => resolve()));
}

/** At the first signal only: the handlers are gone then, and the next one has its usual effect. */
function listen(onSignal: (exitCode: number) => void): void {
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => {
    const handler = () => {
      for (const { name, handler: own } of handlers) process.off(name, own);
      onSignal(code);
    };
    process.on(signal, handler);
    return { name: signal, handler };
  });
}
