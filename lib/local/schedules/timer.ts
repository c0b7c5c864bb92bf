/** Runs something whenever an expression of EventBridge says so: `rate(5 minutes)` or `cron(0 12 * * ? *)`, in UTC. */
import { Cron } from 'croner';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const CRON = /^cron\((.+)\)$/;

/** Returns what ends it. Throws when the expression is neither. */
export function onSchedule(expression: string, run: () => void): () => void {
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count !== undefined && unitMs !== undefined) {
    const timer = setInterval(run, Number(count) * unitMs);
    return () => clearInterval(timer);
  }
  const job = new Cron(cronPattern(expression), { timezone: 'UTC', alternativeWeekdays: true }, run);
  return () => job.stop();
}

/** EventBridge has six fields, from minutes to years; croner has seconds before them, and no `?`. */
function cronPattern(expression: string): string {
  const fields = CRON.exec(expression)?.[1];
  if (fields === undefined) throw new Error(`schedule ${expression} is neither rate(…) nor cron(…)`);
  return `0 ${fields.replaceAll('?', '*')}`;
}
