/** What can go wrong on account of one record of a batch, in each stage of the pipeline, and what is to become of that record then. */
import type { SQSRecord } from 'aws-lambda';
import type { DynamoDb, Sns, Sqs } from '../../../lib/aws/ports.ts';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import type { Log } from '../../../lib/observability/log.ts';
import { event } from '../../rig/event-builder.ts';
import type { RecordingGateway } from '../../rig/recording-gateway.ts';

type Outcome = 'settled' | 'retried' | 'dead';

export interface Outside {
  readonly gateway: RecordingGateway;
  dynamoDb: DynamoDb;
  sns: Sns;
  sqs: Sqs;
  log: Log;
}

export interface Fault {
  readonly outcome: Outcome;
  /** Nothing follows from it. */
  readonly isQuiet?: true;
  /** The other records are dead letters too. */
  readonly isAmongDeadLetters?: true;
  /** What becomes of the record. */
  readonly record?: (record: SQSRecord, placed: CloudEvent) => Partial<Record<keyof SQSRecord, unknown>>;
  /** What becomes of the outside, when it is about the order with this id. */
  readonly outside?: (outside: Outside, orderId: string) => void;
}

const body = (change: (placed: CloudEvent) => object) => (_: SQSRecord, placed: CloudEvent) => ({
  body: JSON.stringify(change(placed)),
});
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });
const about = (orderId: string, input: unknown) => JSON.stringify(input).includes(orderId);

/** DynamoDB refuses every write that has something of this order in it. */
const refusedByDynamoDb = (error: () => Error) => (outside: Outside, orderId: string) => {
  const real = outside.dynamoDb;
  outside.dynamoDb = {
    ...real,
    batchExecuteStatement: async (input) => {
      if (about(orderId, input)) throw error();
      return real.batchExecuteStatement(input);
    },
  };
};

const throwing = (thrown: () => unknown) => (outside: Outside, orderId: string) => {
  const { gateway } = outside;
  const { capture } = gateway;
  gateway.capture = async (request) => {
    if (request.orderId === orderId) throw thrown();
    return capture(request);
  };
};

const refusedBySns = (error: () => Error) => (outside: Outside, orderId: string) => {
  const real = outside.sns;
  outside.sns = {
    publishBatch: async (input) => {
      if (about(orderId, input)) throw error();
      return real.publishBatch(input);
    },
  };
};

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

export const faults: Readonly<Record<string, Fault>> = {
  'validation: a body that is not JSON': { outcome: 'dead', record: () => ({ body: '{' }) },
  'validation: a body that is no text': { outcome: 'dead', record: () => ({ body: { id: 'a' } }) },
  'validation: half a character in the subject': {
    outcome: 'dead',
    record: body((placed) => ({ ...placed, subject: '\ud83e' })),
  },
  'validation: a time of the year 9999': {
    outcome: 'dead',
    record: body((placed) => ({ ...placed, time: '9999-01-01T00:00:00Z' })),
  },
  'validation: 20,000 nested arrays': {
    outcome: 'dead',
    record: (_, placed) => ({
      body: `${JSON.stringify(placed).slice(0, -1)},"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    }),
  },
  'validation: neither attributes nor a body': {
    outcome: 'dead',
    record: () => ({ body: undefined, attributes: {}, messageAttributes: undefined }),
  },
  'attempt limit: more attempts than are allowed': {
    outcome: 'dead',
    record: ({ attributes }) => ({ attributes: { ...attributes, ApproximateReceiveCount: '99' } }),
  },
  'attempt limit: no attributes': {
    outcome: 'settled',
    record: () => ({ attributes: undefined, messageAttributes: undefined }),
  },
  'attempt limit: attributes without a receive count': { outcome: 'settled', record: () => ({ attributes: {} }) },
  'decider: a port that throws what throws when it is looked at': {
    outcome: 'retried',
    outside: throwing(() =>
      Object.defineProperty(new Error('x'), 'stack', {
        get: () => {
          throw new Error('never look');
        },
      }),
    ),
  },
  'decider: a port that throws a proxy': {
    outcome: 'retried',
    outside: throwing(
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('no');
            },
            getPrototypeOf: () => {
              throw new Error('no');
            },
            has: () => {
              throw new Error('no');
            },
          },
        ),
    ),
  },
  'decider: a port that throws nothing': { outcome: 'retried', outside: throwing(() => undefined) },
  'store: facts that cannot be written as JSON': {
    outcome: 'retried',
    outside: (outside, orderId) => {
      const { capture } = outside.gateway;
      outside.gateway.capture = async (request) =>
        request.orderId === orderId ? { kind: 'captured', chargeId: 10n as unknown as string } : capture(request);
    },
  },
  'store: facts that are nested without end': {
    outcome: 'retried',
    outside: (outside, orderId) => {
      const { capture } = outside.gateway;
      outside.gateway.capture = async (request) =>
        request.orderId === orderId ? { kind: 'captured', chargeId: deep(20_000) as string } : capture(request);
    },
  },
  'store: a record that DynamoDB cannot read': {
    outcome: 'dead',
    outside: refusedByDynamoDb(() => named('SerializationException')),
  },
  'store: a record that is too large': {
    outcome: 'dead',
    outside: refusedByDynamoDb(() => named('ValidationException', 'Item size has exceeded the maximum allowed size')),
  },
  'store: a statement that is refused': {
    outcome: 'dead',
    outside: (outside, orderId) => {
      const real = outside.dynamoDb;
      outside.dynamoDb = {
        ...real,
        batchExecuteStatement: async ({ Statements = [] }) => {
          const taken = Statements.filter((statement) => !about(orderId, statement));
          const { Responses = [] } = await real.batchExecuteStatement({ Statements: taken });
          const refusal = { Code: 'ValidationError', Message: 'Item size has exceeded the maximum allowed size' };
          return {
            Responses: Statements.map((statement) => Responses[taken.indexOf(statement)] ?? { Error: refusal }),
          };
        },
      };
    },
  },
  ...Object.fromEntries(
    Object.getOwnPropertyNames(Object.prototype).flatMap((id): [string, Fault][] => [
      [
        `outbox: the id ${id}, which every object inherits, of an event that announces`,
        { outcome: 'settled', record: body((placed) => ({ ...placed, id })) },
      ],
      [
        `outbox: the id ${id}, which every object inherits, of an event that announces nothing`,
        {
          outcome: 'settled',
          isQuiet: true,
          record: body(({ subject, time }) => ({ ...event('fulfillment.failed', { orderId: subject, time }), id })),
        },
      ],
    ]),
  ),
  'outbox: a request that SNS refuses': {
    outcome: 'dead',
    outside: refusedBySns(() => named('InvalidParameterValue')),
  },
  'outbox: a request that is too long for SNS': {
    outcome: 'retried',
    outside: refusedBySns(() => named('BatchRequestTooLong')),
  },
  'outbox: a message that SNS refuses': {
    outcome: 'dead',
    outside: (outside, orderId) => {
      const real = outside.sns;
      outside.sns = {
        publishBatch: async (input) => {
          await real.publishBatch({
            ...input,
            PublishBatchRequestEntries: input.PublishBatchRequestEntries?.filter((entry) => !about(orderId, entry)),
          });
          const refused = input.PublishBatchRequestEntries?.filter((entry) => about(orderId, entry)) ?? [];
          return { Failed: refused.map(({ Id }) => ({ Id, Code: 'InvalidMessageContents' })) };
        },
      };
    },
  },
  'disposition: a message that the dead-letter queue does not take': {
    outcome: 'retried',
    isAmongDeadLetters: true,
    record: (_, placed) => ({ body: `{ ${placed.subject}` }),
    outside: (outside, orderId) => {
      const real = outside.sqs;
      outside.sqs = {
        ...real,
        sendMessageBatch: async (input) => {
          if (about(orderId, input)) throw named('BatchRequestTooLong');
          return real.sendMessageBatch(input);
        },
      };
    },
  },
  'disposition: a retry that cannot be put off': {
    outcome: 'retried',
    outside: (outside, orderId) => {
      throwing(() => new Error('down'))(outside, orderId);
      outside.sqs = {
        ...outside.sqs,
        changeMessageVisibilityBatch: () => Promise.reject(named('InvalidParameterValue')),
      };
    },
  },
  'record log: an entry that cannot be written': {
    outcome: 'settled',
    outside: (outside, orderId) => {
      const { info } = outside.log;
      outside.log = {
        ...outside.log,
        info: (message, fields) => {
          if (about(orderId, fields)) throw new Error('no space left');
          info(message, fields);
        },
      };
    },
  },
};
