/** The log of `npm start`: one line per thing that happened, for a person who watches. */

import { isObject } from '../json.ts';
import { printable } from '../printable.ts';
import type { LocalLog } from './log.ts';

const NAME_WIDTH = 12;

/** Fields worth a place on the line, in this order. */
const TOLD = ['eventType', 'subject', 'status', 'attempt', 'code', 'reason'] as const;

/** `service` is left out of the functions' names: every one of them begins with it. */
export function terminalLog(write: (line: string) => void, service: string): LocalLog {
  const entry = (name: string, text: string) => {
    const time = new Date().toTimeString().slice(0, 8);
    // What a message says of itself must not write to the terminal.
    write(`${printable(`${time}  ${name.replace(`${service}-local-`, '').padEnd(NAME_WIDTH)} ${text}`)}\n`);
  };
  return {
    line: (functionName, line) => entry(functionName, textOf(line)),
    notice: (subject, message) => entry(subject, `! ${message}`),
  };
}

/** A structured entry as a sentence; any other line as it is. */
function textOf(line: string): string {
  const fields = parsed(line);
  if (fields === undefined) return line;
  const told = TOLD.flatMap((name) => (fields[name] === undefined ? [] : [String(fields[name])]));
  const level = fields.level === 'warn' || fields.level === 'error' ? `${String(fields.level).toUpperCase()} ` : '';
  return `${level}${String(fields.message)}  ${told.join('  ')}`.trimEnd();
}

function parsed(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && 'message' in value ? value : undefined;
  } catch {
    // A line that only looks like JSON is shown as it is.
    return undefined;
  }
}
