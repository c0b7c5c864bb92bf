/** Questions to the person at the terminal. */
import { createInterface } from 'node:readline/promises';

/** Asks a person. */
export type Ask = (question: string) => Promise<boolean>;

/** False where nobody can answer (in a pipe, in CI), and when the answer is Ctrl-D or Ctrl-C. */
export async function askYesOrNo(
  question: string,
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
): Promise<boolean> {
  if (!input.isTTY) return false;
  const terminal = createInterface({ input, output: process.stderr });
  // Without this, a closed input leaves the question without an answer for ever, and Node ends with a warning.
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(`${question} [y/N] `).catch(() => ''), closed]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
