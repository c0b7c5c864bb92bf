/** The handler at the pipeline's centre: a service's decider, run on each order of the batch, side by side, within the time that is left. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { within } from '../clock/clock.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { Consumer, Environment } from './consumer.ts';
import type { ServiceTypes } from './decider.ts';
import { fail, isValid, type ValidDelivery } from './delivery.ts';
import { interpret } from './interpreter.ts';
import { type Batch, type BatchContext, type EventHandler, respond } from './stage.ts';

/** Orders dealt with at once. A batch may hold 10,000 messages; neither memory nor the service's ports should. */
const MAX_GROUPS_AT_ONCE = 50;

type Decides<S extends ServiceTypes> = Pick<Consumer<S>, 'decider' | 'ports'>;

/** Orders are dealt with side by side, at most `MAX_GROUPS_AT_ONCE` of them, and the events of one order one after another. */
export function batchHandler<S extends ServiceTypes>(
  consumer: Decides<S>,
  { clock }: Pick<Environment, 'clock'>,
): (event: SQSEvent, context: BatchContext) => Promise<SQSBatchResponse> {
  const handler = eventHandler(consumer);
  return async (_, { batch }) => {
    if (batch?.inTurn === undefined)
      throw new Error('the handler of a batch needs the pipeline around it: see pipeline.ts');
    const { inTurn } = batch;
    const groups = Map.groupBy(batch.deliveries.filter(isValid), ({ state }) => state.event.subject);
    const waiting = groups.values();
    const worker = async (): Promise<void> => {
      for (const group of waiting) await inTime(batch, clock, group, () => inTurn(group, handler));
    };
    await Promise.all(Array.from({ length: Math.min(groups.size, MAX_GROUPS_AT_ONCE) }, worker));
    return respond(batch);
  };
}

function eventHandler<S extends ServiceTypes>({ decider, ports }: Decides<S>): EventHandler {
  return {
    // Facts are those that this decider made; an event was validated against the schema of its type, one of the types of S.
    steps: (facts, event) => interpret<S>(decider, facts ?? decider.initial, event as S['event']),
    ask: async (port, request) => {
      const call = Object.hasOwn(ports, port) ? ports[port] : undefined;
      if (call === undefined)
        throw new PermanentError('BrokenAssumption', `the decider asked ${port}, which is no port of this service`);
      return call(request as never);
    },
  };
}

/**
 * Starts no group when the time is up, and does not wait for one that takes longer: its records are reported as failures.
 * What it still does is harmless: if it commits, the next delivery finds its event in the inbox.
 */
async function inTime(
  { remainingMs }: Batch,
  clock: Environment['clock'],
  group: readonly ValidDelivery[],
  handle: () => Promise<void>,
): Promise<void> {
  const outOfTime = () =>
    new TransientError('OutOfTime', 'the function ran out of time before this record was dealt with');
  try {
    const remaining = remainingMs();
    if (remaining <= 0) throw outOfTime();
    await within(clock, remaining, handle(), outOfTime);
  } catch (error) {
    for (const delivery of group) if (isValid(delivery)) fail(delivery, error);
  }
}
