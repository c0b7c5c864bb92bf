/**
 * Middy plugin: no message is acknowledged that was not dealt with, whatever another middleware does. One that answers early
 * skips stages of the pipeline; to SQS its answer would mean that all messages it does not name are done, and they would be lost.
 */
import type middy from '@middy/core';
import { isObject } from '../json.ts';
import { type Internal, namedIn } from './stage.ts';

/** Ids of the messages that Lambda handed over, by Middy's request: whatever becomes of its event. */
const received = new WeakMap<object, readonly string[]>();

export const lossless: middy.PluginObject = {
  // Middy's own early time-out is off: the batch handler watches the time, record by record.
  timeoutEarlyInMillis: 0,
  requestStart: (request) => void received.set(request, messageIdsIn(request.event)),
  /** Throws when the answer would lose messages. Then the whole batch fails and is redelivered; what is done is not done again. */
  requestEnd: (request) => {
    const isFailedAsAWhole = Boolean(request.error) && request.response === undefined;
    if (isFailedAsAWhole) return;
    const { batch }: Partial<Internal> = request.internal;
    const named = namedIn(request.response);
    const lost = received.get(request)?.filter((id) => !named.has(id) && !batch?.acknowledged?.has(id)) ?? [];
    if (lost.length > 0) throw new Error(explanation(lost.length));
  },
};

function messageIdsIn(event: unknown): readonly string[] {
  if (!isObject(event) || !Array.isArray(event.Records)) return [];
  return event.Records.map(({ messageId }) => messageId);
}

function explanation(count: number): string {
  return (
    `a middleware answered in the pipeline's place and would have lost ${count} messages that were not dealt with: ` +
    'it must name them in batchItemFailures, or return nothing'
  );
}
