/** Where processor time goes: of the embedded runtime by thread and engine, of another emulator as a whole. From Linux's `/proc`. */
import { readdirSync, readFileSync } from 'node:fs';
import { FAUXQS_THREAD } from '../../lib/local/engines/fauxqs.ts';

export const PARTS = ['DynamoDB (dynoxide)', 'SNS and SQS (fauxqs)', 'functions', 'runtime and sender', 'V8'] as const;
export type Part = (typeof PARTS)[number];
export type ProcessorTime = Readonly<Record<Part, number>>;

/** The kernel counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Seconds since each thread began. */
export function processorTime(): ProcessorTime {
  const time = { ...NONE };
  for (const { name, seconds } of threadsOf('self')) time[partOf(name)] += seconds;
  for (const child of childrenOf(process.pid)) time['DynamoDB (dynoxide)'] += secondsOf(child);
  return time;
}

/** Seconds of a process and all that it started, whether they live or not. */
export function secondsOf(pid: number): number {
  const own = statOf(`/proc/${pid}/stat`);
  if (own === undefined) return 0;
  return childrenOf(pid).reduce((sum, child) => sum + secondsOf(child), own.seconds + own.secondsOfEnded);
}

export function difference(after: ProcessorTime, before: ProcessorTime): ProcessorTime {
  const time = { ...NONE };
  for (const part of PARTS) time[part] = after[part] - before[part];
  return time;
}

const NONE: ProcessorTime = {
  'DynamoDB (dynoxide)': 0,
  'SNS and SQS (fauxqs)': 0,
  functions: 0,
  'runtime and sender': 0,
  V8: 0,
};

/** Of V8's own threads: compiling and collecting garbage, for all the others. */
const V8 = /^(V8Worker|DelayedTask)/;

/** Of Node's main thread, and of those that it does its own work by. */
const RUNTIME = /^(MainThread|node|libuv-worker|SignalInspector)/;

function partOf(thread: string): Part {
  if (thread === FAUXQS_THREAD) return 'SNS and SQS (fauxqs)';
  if (V8.test(thread)) return 'V8';
  return RUNTIME.test(thread) ? 'runtime and sender' : 'functions';
}

function threadsOf(pid: number | 'self'): Stat[] {
  return entriesOf(`/proc/${pid}/task`).flatMap((thread) => statOf(`/proc/${pid}/task/${thread}/stat`) ?? []);
}

function childrenOf(pid: number): number[] {
  return entriesOf('/proc')
    .filter((entry) => /^\d+$/.test(entry) && statOf(`/proc/${entry}/stat`)?.parent === pid)
    .map(Number);
}

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly seconds: number;
  /** Of children that ended, of the process as a whole. */
  readonly secondsOfEnded: number;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the fields after the name, which is in parentheses and may hold anything. */
function statOf(file: string): Stat | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.lastIndexOf(')');
    const fields = text
      .slice(end + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fields.slice(FIRST_TIME);
    return {
      name: text.slice(text.indexOf('(') + 1, end),
      parent: fields[1] ?? 0,
      seconds: (user + system) / TICKS_PER_SECOND,
      secondsOfEnded: (userOfEnded + systemOfEnded) / TICKS_PER_SECOND,
    };
  } catch {
    // It ended since it was listed.
    return undefined;
  }
}

/** Of four times in a row: user and system time, and those of children that were waited for. */
const FIRST_TIME = 11;

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // It ended since it was listed.
    return [];
  }
}
