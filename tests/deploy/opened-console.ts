/** The console of a stage as its page talks to it. */
import type { ChildProcess } from 'node:child_process';
import { EventSource } from 'eventsource';
import type { FlowSample, Hello } from '../../resources/console/server/contract.ts';

export interface OpenedConsole {
  /** The page's request, and the status of the answer. */
  ask(action: string, body?: object): Promise<{ status: number; document: Record<string, unknown> }>;
  /** What it tells a page that has just been opened: the greeting, and the first sample. */
  look(): Promise<{ hello: Hello; sample: FlowSample }>;
  /** Resolves with the command's exit code. */
  close(): Promise<number | null>;
}

/** Resolves once the command has printed its URL; rejects, with what it said, when it ends before. */
export async function openedConsole(child: ChildProcess): Promise<OpenedConsole> {
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const url = await printedUrl(child, ended);
  const { origin, hash } = new URL(url);
  const headers = { authorization: `Bearer ${hash.replace('#token=', '')}` };
  return {
    ask: async (action, body = {}) => {
      const response = await fetch(`${origin}/api/${action}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, document: (await response.json()) as Record<string, unknown> };
    },
    look: async () => {
      const source = new EventSource(`${origin}/api/live`, {
        fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, ...headers } }),
      });
      const heard = <T>(event: string) =>
        new Promise<T>((resolve) => {
          source.addEventListener(event, ({ data }) => resolve(JSON.parse(data)));
        });
      const [hello, sample] = await Promise.all([heard<Hello>('hello'), heard<FlowSample>('sample')]);
      source.close();
      return { hello, sample };
    },
    close: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

function printedUrl(child: ChildProcess, ended: Promise<number | null>): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        said += chunk;
        const [url] = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(said) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
    void ended.then((code) => reject(new Error(`the console ended with ${code}:\n${said}`)));
  });
}
