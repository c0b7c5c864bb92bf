/** Who is measured: Fanfare's own handlers, and the named peers beside them. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import type { Handled, Loaded } from './contender-process.ts';

export const CONTENDERS = ['fanfare', 'powertools', 'middy', 'bare'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export const ROOT = join(import.meta.dirname, '..', '..');
export const PEERS = join(import.meta.dirname, 'peers');

/** What a handler needs to start; table names are those of `bench-tables.ts`. */
export function environmentOf(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SNS: endpoint,
    SERVICE: 'orders',
    STAGE: 'bench',
    LOG_LEVEL: 'error',
    RECORDS_TABLE: 'bench-records',
    ORDERS_TABLE: 'bench-orders',
    IDEMPOTENCY_TABLE: 'bench-idempotency',
    TABLE_STOCK: 'bench-stock',
    TABLE_BALANCES: 'bench-balances',
    QUEUE_URL: `${endpoint}/000000000000/bench`,
    DLQ_URL: `${endpoint}/000000000000/bench-dlq`,
    RETRY_BASE_SECONDS: '2',
    VISIBILITY_TIMEOUT_SECONDS: '180',
    RETRY_CAP_SECONDS: '900',
    MAX_ATTEMPTS: '10',
    POWERTOOLS_DEV: 'false',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  };
}

/** The source of a contender; of Fanfare, the handler of `service`. */
export function sourceOf(contender: ContenderName, service = 'orders'): string {
  return contender === 'fanfare' ? join(ROOT, 'handlers', service, 'handler.ts') : join(PEERS, `${contender}.js`);
}

/** The peers have an install of their own, which only this needs. */
export function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return;
  process.stderr.write('installing the peers (once)\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: PEERS, stdio: ['ignore', 2, 2] });
}

export interface Running {
  readonly importMs: number;
  invoke(event: SQSEvent): Promise<Handled>;
  stop(): Promise<void>;
}

/** A fresh process that has loaded the handler in `file`. */
export async function run(file: string, endpoint: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, 'contender-process.ts'), [file], {
    env: { PATH: process.env.PATH, ...environmentOf(endpoint) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = async <T>(): Promise<T> => {
    const gone = once(child, 'exit').then(() => {
      throw new Error(`${file} ended by itself: what it said is above`);
    });
    const [message] = await Promise.race([once(child, 'message'), gone]);
    return message;
  };
  const { importMs } = await answer<Loaded>();
  return {
    importMs,
    invoke: (event) => {
      const handled = answer<Handled>();
      child.send(event);
      return handled;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
