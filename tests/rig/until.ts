/** Waiting for a condition, with a deadline: tests do not sleep. */
import { setTimeout as pause } from 'node:timers/promises';

const CHECK_EVERY_MS = 5;

/** Throws when the condition does not hold within `limitMs`. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs / 1000} s: ${condition}`);
    await pause(CHECK_EVERY_MS);
  }
}
