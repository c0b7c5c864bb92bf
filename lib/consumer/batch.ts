/** Middleware: turns Lambda's SQS event into a batch, and the batch into Lambda's partial batch response. */
import type { MiddlewareObj } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Batch } from './delivery.ts';

/** Kept back of the function's time, for publishing and answering: this share of it, but never more than the limit. */
const RESERVED_SHARE = 0.2;
const MAX_RESERVED_MS = 3_000;

export function batch(): MiddlewareObj<SQSEvent | Batch, SQSBatchResponse> {
  return {
    before: (request) => {
      request.event = receive(request.event as SQSEvent, request.context);
    },
    after: (request) => {
      request.response = responseOf(request.event as Batch);
    },
  };
}

/** Every record starts out as received. */
export function receive({ Records }: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Batch {
  const reserved = Math.min(MAX_RESERVED_MS, context.getRemainingTimeInMillis() * RESERVED_SHARE);
  return {
    deliveries: Records.map((record) => ({ record, state: { kind: 'received' } })),
    remainingMs: () => context.getRemainingTimeInMillis() - reserved,
  };
}

/** Settled and quarantined records are acknowledged; every other one is named, so that SQS keeps it. */
export function responseOf({ deliveries }: Batch): SQSBatchResponse {
  const kept = deliveries.filter(({ state }) => state.kind !== 'settled' && state.kind !== 'quarantined');
  return { batchItemFailures: kept.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}
