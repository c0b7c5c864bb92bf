/** `POST /orders`: 202 means that the order is announced, whatever happens from here on. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { OrderPlaced } from '../../events/order-placed.ts';
import { type Clock, timestamp } from '../../lib/clock/clock.ts';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { shortHash } from '../../lib/consumer/ownership.ts';
import { TransientError } from '../../lib/errors.ts';
import { type Caller, placedByOf } from '../../lib/http/caller.ts';
import { jsonBody } from '../../lib/http/json-body.ts';
import { notAvailable } from '../../lib/http/not-available.ts';
import { jsonResponse, Problem } from '../../lib/http/problem.ts';
import type { Tell } from '../../lib/http/request-log.ts';
import { traceparentOf } from '../../lib/http/trace.ts';
import type { Metrics } from '../../lib/observability/metrics.ts';
import type { Publisher } from '../../lib/publishing/publisher.ts';
import { type Announcement, type AnnouncementStore, announcementOf, placedEvent } from './announcement.ts';
import { parseOrder } from './place-order.ts';

export interface PostOrderPorts {
  readonly announcements: AnnouncementStore;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Printable ASCII, as header values are. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;
const CORRELATION_ID = /^[\w-]{1,64}$/;

export async function postOrder(
  request: APIGatewayProxyEventV2,
  caller: Caller,
  ports: PostOrderPorts,
  tell: Tell,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return jsonResponse(202, { orderId: await announceOnce(request, caller, ports, tell) });
  } catch (error) {
    if (error instanceof Problem && error.details.status < 500) ports.metrics.add('Rejected', 1);
    throw error;
  }
}

/** Parse, store, compare, build, publish. Answers the order's id. */
async function announceOnce(
  request: APIGatewayProxyEventV2,
  caller: Caller,
  ports: PostOrderPorts,
  tell: Tell,
): Promise<string> {
  const idempotencyKey = idempotencyKeyOf(request);
  const order = parseOrder(jsonBody(request), placedByOf(caller));
  const wanted = announcementOf(order, { callerId: caller.id, idempotencyKey, ...tracing(request) }, ports.clock);
  tell({ subject: wanted.orderId, correlationId: wanted.correlationId });
  const stored = await remember(ports.announcements, wanted);
  tell({ correlationId: stored.correlationId });
  assertSameOrder(stored, wanted);
  if (stored.publishedAt === undefined)
    await publish(order, stored, wanted, ports, shortHash(request.requestContext.requestId));
  ports.metrics.add(stored === wanted ? 'Accepted' : 'Replayed', 1);
  return stored.orderId;
}

/**
 * Whether an earlier request got as far as this, nobody knows: a retry publishes again, and then marks what it knows. Further retries
 * only read, so who sends one request over and over makes no work but here.
 */
async function publish(
  order: OrderPlaced,
  stored: Announcement,
  wanted: Announcement,
  { publisher, announcements, clock }: PostOrderPorts,
  publication: string,
): Promise<void> {
  await announce(publisher, placedEvent(order, stored), publication);
  if (stored === wanted) return;
  await announcements.markPublished(stored, timestamp(clock.now())).catch((cause: unknown) => {
    throw unavailable(cause);
  });
}

function idempotencyKeyOf({ headers }: APIGatewayProxyEventV2): string {
  const key = headers['idempotency-key'];
  if (key !== undefined && IDEMPOTENCY_KEY.test(key)) return key;
  throw new Problem({
    status: 400,
    title: key === undefined ? 'No Idempotency-Key' : 'Invalid Idempotency-Key',
    detail:
      'Send an Idempotency-Key header of 1 to 128 printable characters without spaces, a new one for each new order.',
  });
}

function tracing({ headers }: APIGatewayProxyEventV2) {
  const correlationId = headers['x-correlation-id'];
  return {
    correlationId: correlationId !== undefined && CORRELATION_ID.test(correlationId) ? correlationId : undefined,
    traceparent: (orderId: string) => traceparentOf(headers, orderId),
  };
}

async function remember(announcements: AnnouncementStore, wanted: Announcement): Promise<Announcement> {
  try {
    return await announcements.remember(wanted);
  } catch (cause) {
    throw unavailable(cause);
  }
}

function assertSameOrder(stored: Announcement, wanted: Announcement): void {
  if (stored.orderHash === wanted.orderHash) return;
  throw new Problem({
    status: 422,
    title: 'Idempotency key reused',
    detail: 'This Idempotency-Key was used for another order. Use a new key for a new order; nothing was announced.',
  });
}

/** If it fails, nothing is lost: the same request again publishes. */
async function announce(
  publisher: Publisher,
  event: CloudEvent<string, OrderPlaced>,
  publication: string,
): Promise<void> {
  const failure = (await publisher.publish([event], () => publication)).get(event.id);
  if (failure !== undefined) throw unavailable(new TransientError(failure.code, 'SNS did not take the event'));
}

function unavailable(cause: unknown): Problem {
  const detail = 'The order could not be announced now. Send the same request again, with the same Idempotency-Key.';
  return notAvailable(detail, cause);
}
