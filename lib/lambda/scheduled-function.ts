/** A Lambda function that the clock starts: one job, its metrics and its log. */
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import { dynamoDb } from '../aws/clients.ts';
import type { DynamoDb } from '../aws/ports.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import { reportOf } from '../errors.ts';
import { jsonLog, type Log, levelOf, writeLine } from '../observability/log.ts';
import { embeddedMetrics, type Metrics } from '../observability/metrics.ts';
import { tableVariable } from './names.ts';
import { required } from './variables.ts';

/** The outside of a job. */
export interface JobEnvironment {
  readonly dynamoDb: DynamoDb;
  /** The table of the service's records. */
  readonly records: string;
  /** The table that a name of the topology stands for. */
  readonly tables: (name: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What it has done goes into the function's answer. It may be started twice for one time, so it must be idempotent. */
export type Job = (environment: JobEnvironment) => Promise<Readonly<Record<string, number>>>;

export type ScheduledHandler = MiddyfiedHandler<ScheduledEvent, Readonly<Record<string, number>>>;

/** A job that throws is started again by Lambda, twice; then the alarm on the function's errors tells of it. */
export function scheduledHandler(job: Job, environment: JobEnvironment): ScheduledHandler {
  const { log, metrics } = environment;
  return middy<ScheduledEvent, Readonly<Record<string, number>>>()
    .use({
      after: () => metrics.flush(),
      onError: ({ error }) => {
        const { code, message } = reportOf(error);
        log.error('the job failed', { code, reason: message });
        metrics.flush();
      },
    })
    .handler(() => job(environment));
}

/** Throws when a variable is missing, naming it. */
export function lambdaJobEnvironment(variables: NodeJS.ProcessEnv = process.env): JobEnvironment {
  const service = required(variables, 'SERVICE');
  const metrics = embeddedMetrics({ stage: required(variables, 'STAGE'), service }, systemClock, writeLine);
  return {
    dynamoDb: dynamoDb(metrics),
    records: required(variables, 'RECORDS_TABLE'),
    tables: (name) => required(variables, tableVariable(name)),
    clock: systemClock,
    log: jsonLog(service, levelOf(variables.LOG_LEVEL), systemClock, writeLine),
    metrics,
  };
}
