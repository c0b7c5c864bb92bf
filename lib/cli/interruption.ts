/** Ctrl-C as a wish: the command ends what it has begun and stops; a second one ends it at once. */

/** From now on, tells whether the user has asked to stop. */
export function interruption(): () => boolean {
  let isInterrupted = false;
  process.once('SIGINT', () => {
    isInterrupted = true;
    process.stderr.write('\nStopping; once more ends it at once.\n');
  });
  return () => isInterrupted;
}

/** Resolves when the user or the system asks to stop. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
