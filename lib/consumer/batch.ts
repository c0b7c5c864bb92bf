/** Middleware: turns Lambda's SQS event into a batch, and the batch into Lambda's partial batch response. */
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { carrierOf } from './ownership.ts';
import { type Batch, handOver, isDealtWith, onTheWayOut, type Stage } from './stage.ts';

/** Kept back of the function's time, for publishing and answering: this share of it, but never more than the limit. */
const RESERVED_SHARE = 0.2;
const MAX_RESERVED_MS = 3_000;

/**
 * The outermost stage. On the way out it names in `batchItemFailures` every message that is neither settled nor quarantined,
 * and says which may be acknowledged (see `lossless`).
 */
export function batch(): Stage<'batch'> {
  return {
    stage: 'batch',
    before: (request) => {
      handOver(batchOf(request.event, request.context), request);
    },
    after: onTheWayOut((received) => {
      const dealtWith = received.deliveries.filter(isDealtWith);
      received.acknowledged = new Set(dealtWith.map(({ record }) => record.messageId));
    }),
  };
}

/** A record that was written by hand, for `invoke local`, may lack what SQS always sends. */
function completed(record: SQSRecord): SQSRecord {
  const { body, attributes, messageAttributes }: Partial<SQSRecord> = record;
  return {
    ...record,
    body: typeof body === 'string' ? body : '',
    attributes: attributes ?? NO_ATTRIBUTES,
    messageAttributes: messageAttributes ?? {},
  };
}

const NO_ATTRIBUTES: SQSRecord['attributes'] = {
  ApproximateReceiveCount: '',
  SentTimestamp: '',
  SenderId: '',
  ApproximateFirstReceiveTimestamp: '',
};

/** Every record starts out as received. */
function batchOf({ Records }: SQSEvent, context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>): Batch {
  const reserved = Math.min(MAX_RESERVED_MS, context.getRemainingTimeInMillis() * RESERVED_SHARE);
  return {
    deliveries: Records.map(completed).map((record) => ({
      record,
      carrier: carrierOf(record, context.awsRequestId),
      state: { kind: 'received' },
    })),
    remainingMs: () => context.getRemainingTimeInMillis() - reserved,
    inTurn: undefined,
    named: new Set(),
    acknowledged: undefined,
  };
}
