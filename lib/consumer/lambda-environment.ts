/** The environment of a consumer that runs as a Lambda function: AWS clients, real time, and the variables its stack sets. */
import { dynamoDb, sns, sqs } from '../aws/clients.ts';
import { systemClock } from '../clock/clock.ts';
import { tableVariable, topicVariable } from '../lambda/names.ts';
import { required, requiredNumber, type Variables } from '../lambda/variables.ts';
import { jsonLog, levelOf, writeLine } from '../observability/log.ts';
import { embeddedMetrics } from '../observability/metrics.ts';
import { snsPublisher } from '../publishing/publisher.ts';
import { dynamoDbStore } from '../store/dynamodb-store.ts';
import type { Environment } from './consumer.ts';
import { sqsDeadLetterQueue } from './dead-letter-queue.ts';

/** Throws when a variable is missing, naming it: the function must not start half-configured. */
export function lambdaEnvironment(variables: Variables = process.env): Environment {
  const service = required(variables, 'SERVICE');
  const metrics = embeddedMetrics({ stage: required(variables, 'STAGE'), service }, systemClock, writeLine);
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
      maxAttempts: requiredNumber(variables, 'MAX_ATTEMPTS'),
      visibilitySeconds: requiredNumber(variables, 'VISIBILITY_TIMEOUT_SECONDS'),
    },
    codeVersion: variables.CODE_VERSION ?? 'unknown',
  };
}
