/** What the functions of a stage logged about one subject: the only record that AWS keeps of attempts. */
import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { errorName } from '../../../lib/aws/ports.ts';
import { isObject } from '../../../lib/json.ts';

/** One line that the pipeline wrote about a message. */
export interface LoggedAttempt {
  readonly service: string;
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  readonly eventType: string;
  readonly attempt: number;
  /** `handled`, `duplicate`, `retried`, `quarantined`. */
  readonly outcome: string;
  /** Why, when it failed. No personal data: the pipeline logs none. */
  readonly code: string | null;
  readonly reason: string | null;
}

export interface LogQuery {
  readonly subject: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** CloudWatch answers in pages, many of them empty where there is much to look through: it is not asked for ever. */
const MOST_PAGES = 50;

/** Oldest first. A log group that does not exist yet has nothing to say. */
export async function loggedAttempts(
  client: CloudWatchLogsClient,
  groups: readonly { readonly service: string; readonly logGroup: string }[],
  query: LogQuery,
): Promise<LoggedAttempt[]> {
  const found = await Promise.all(groups.map(({ service, logGroup }) => ofGroup(client, service, logGroup, query)));
  return found.flat().sort((one, other) => one.time.localeCompare(other.time));
}

async function ofGroup(
  client: CloudWatchLogsClient,
  service: string,
  logGroupName: string,
  { subject, fromMs, toMs }: LogQuery,
): Promise<LoggedAttempt[]> {
  const attempts: LoggedAttempt[] = [];
  const input = { logGroupName, filterPattern: `"${subject}"`, startTime: fromMs, endTime: toMs };
  let pages = 0;
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
      const found = events.flatMap(({ message = '' }) => attemptIn(message, service) ?? []);
      attempts.push(...found.filter((attempt) => attempt.subject === subject));
      pages += 1;
      if (pages === MOST_PAGES) break;
    }
  } catch (error) {
    if (errorName(error) !== 'ResourceNotFoundException') throw error;
  }
  return attempts;
}

/** Lambda may put a time and a request id before what a function writes. */
export function attemptIn(line: string, service: string): LoggedAttempt | undefined {
  const entry = jsonIn(line.slice(Math.max(0, line.indexOf('{'))));
  if (!isObject(entry) || typeof entry.subject !== 'string' || typeof entry.outcome !== 'string') return undefined;
  const text = (name: string) => (typeof entry[name] === 'string' ? entry[name] : null);
  return {
    service,
    subject: entry.subject,
    time: text('time') ?? '',
    eventType: text('eventType') ?? '',
    attempt: Number(entry.attempt ?? 1),
    outcome: entry.outcome,
    code: text('code'),
    reason: text('reason'),
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
