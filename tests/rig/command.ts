/** Runs the project's commands as a user types them, in processes of their own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** npm and npx put the project's own binaries first; nothing of the tests' own environment may help. */
const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
const env = { PATH, HOME: process.env.HOME };

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves when it has ended, whatever its exit code. */
export function run(command: string, ...args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd: root, env, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
    child.stdin?.end();
  });
}

export interface Running {
  readonly child: ChildProcess;
  /** All it has said so far. */
  readonly output: () => string;
  /** Resolves with the first match in its output; rejects when it ends without one. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
}

export function start(command: string, ...args: readonly string[]): Running {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  return {
    child,
    ended,
    output: () => said,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(said);
          if (match !== null) resolve(match);
        };
        listeners.add(look);
        look();
        void ended.then((code) => reject(new Error(`it ended with ${code}, and never said ${pattern}:\n${said}`)));
      }),
  };
}
