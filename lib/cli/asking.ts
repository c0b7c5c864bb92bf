/** Questions to the person at the terminal. */
import { createInterface } from 'node:readline/promises';

/** False where nobody can answer: in a pipe, or in CI. */
export async function askYesOrNo(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
