/** Structured logs: one JSON line per entry. Fields are named here and nowhere else, so that no personal data slips in. */
import { type Clock, timestamp } from '../clock/clock.ts';
import type { Write } from './metrics.ts';

const LEVELS = ['info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

/** What a log line may say. No field of an event's data is among them. */
export interface LogFields {
  readonly eventId?: string;
  readonly eventType?: string;
  readonly subject?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
  readonly messageId?: string;
  readonly attempt?: number;
  readonly outcome?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly records?: number;
}

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Writes entries at `level` and above. */
export function jsonLog(service: string, level: Level, clock: Clock, write: Write): Log {
  const threshold = LEVELS.indexOf(level);
  const at = (entryLevel: Level) => {
    if (LEVELS.indexOf(entryLevel) < threshold) return () => undefined;
    return (message: string, fields: LogFields = {}) =>
      write(JSON.stringify({ level: entryLevel, time: timestamp(clock.now()), service, message, ...fields }));
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * A line of the function's log. Not console.log: Lambda would put time, request id and level in front of it, and neither
 * metrics nor fields would parse.
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** `LOG_LEVEL` as a level; `info` if it is missing or no level. */
export function levelOf(text: string | undefined): Level {
  return LEVELS.find((level) => level === text) ?? 'info';
}
