/** On what, with which versions and when a run was made. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { PEERS } from './contenders.ts';

export interface Method {
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  readonly peers: Readonly<Record<string, string>>;
}

export function methodOf(): Method {
  const { dependencies } = JSON.parse(readFileSync(join(PEERS, 'package.json'), 'utf8'));
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: `${processors.length} x ${processors[0]?.model ?? 'unknown processor'}, ${process.platform} ${process.arch}`,
    peers: dependencies,
  };
}
