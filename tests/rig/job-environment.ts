/** What a scheduled function runs in, on the tables of a consumer's rig. */
import { dynamoDb } from '../../lib/aws/clients.ts';
import type { DynamoDb } from '../../lib/aws/ports.ts';
import type { Clock } from '../../lib/clock/clock.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import type { JobEnvironment } from '../../lib/lambda/scheduled-function.ts';
import { jsonLog } from '../../lib/observability/log.ts';
import { embeddedMetrics } from '../../lib/observability/metrics.ts';
import type { ConsumerRig } from './service.ts';

/** At `now`, with `standIn` between the job and the engine; `lines` is what it wrote. */
export function jobEnvironment(rig: ConsumerRig, now: string, standIn = (real: DynamoDb): DynamoDb => real) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const clock: Clock = { ...systemClock, now: () => Date.parse(now) };
  const metrics = embeddedMetrics({ stage: 'test', service: 'job' }, clock, write);
  const environment: JobEnvironment = {
    dynamoDb: standIn(dynamoDb(metrics)),
    records: rig.recordsTable,
    tables: rig.tableName,
    clock,
    log: jsonLog('job', 'info', clock, write),
    metrics,
  };
  return { environment, lines };
}
