/** The environment of a consumer that runs as a Lambda function: AWS clients, real time, and the variables its stack sets. */
import { dynamoDb, sns, sqs } from '../aws/clients.ts';
import { systemClock } from '../clock/clock.ts';
import { jsonLog, levelOf } from '../observability/log.ts';
import { embeddedMetrics } from '../observability/metrics.ts';
import { snsPublisher } from '../publishing/publisher.ts';
import { dynamoDbStore } from '../store/dynamodb-store.ts';
import type { Environment } from './consumer.ts';
import { sqsDeadLetterQueue } from './dead-letter-queue.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Throws when a variable is missing, naming it: the function must not start half-configured. */
export function lambdaEnvironment(variables: Variables = process.env): Environment {
  const service = required(variables, 'SERVICE');
  const metrics = embeddedMetrics(service, systemClock, writeLine);
  return {
    store: dynamoDbStore(dynamoDb(metrics), required(variables, 'RECORDS_TABLE'), (name) =>
      required(variables, tableVariable(name)),
    ),
    publisher: snsPublisher(sns(), (eventType) => required(variables, topicVariable(eventType))),
    queue: sqsDeadLetterQueue(sqs(), { queue: required(variables, 'QUEUE_URL'), dlq: required(variables, 'DLQ_URL') }),
    clock: systemClock,
    random: Math.random,
    log: jsonLog(service, levelOf(variables.LOG_LEVEL), systemClock, writeLine),
    metrics,
    retry: {
      baseSeconds: requiredNumber(variables, 'RETRY_BASE_SECONDS'),
      capSeconds: requiredNumber(variables, 'RETRY_CAP_SECONDS'),
      maxAttempts: requiredNumber(variables, 'MAX_RECEIVE_COUNT'),
    },
    codeVersion: variables.CODE_VERSION ?? 'unknown',
  };
}

/**
 * A line of the function's log. Not console.log: Lambda would put time, request id and level in front of it, and neither
 * metrics nor fields would parse.
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The variable that holds the ARN of an event type's topic: `order.placed` is in `TOPIC_ORDER_PLACED`. */
export function topicVariable(eventType: string): string {
  return `TOPIC_${screamingSnake(eventType)}`;
}

/** The variable that holds the name of one of the service's own tables: `stock` is in `TABLE_STOCK`. */
export function tableVariable(name: string): string {
  return `TABLE_${screamingSnake(name)}`;
}

function screamingSnake(name: string): string {
  return name
    .replace(/[.-]/g, '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase();
}

export function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '')
    throw new Error(`environment variable ${name} is not set; the stack sets it: deploy again`);
  return value;
}

function requiredNumber(variables: Variables, name: string): number {
  const value = Number(required(variables, name));
  if (Number.isNaN(value)) throw new Error(`environment variable ${name} is no number`);
  return value;
}
