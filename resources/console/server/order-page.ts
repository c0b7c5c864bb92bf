/** One order across all services: what happened, who has dealt with it, and where it waits. From the services' own records. */

import { invoiceDocument } from '../../../handlers/invoice/invoice-document.ts';
import type { InvoiceRecord } from '../../../handlers/invoice/invoice-record.ts';
import { placedEventId } from '../../../handlers/order-api/announcement.ts';
import type { OrderHistory } from '../../../handlers/orders/order-history.ts';
import { eventId } from '../../../lib/cloudevents/event-id.ts';
import type { StoredRecord } from '../../../lib/store/record-store.ts';
import type { ConsumerOnPage, EventOnPage, OrderPage } from './contract.ts';
import type { FlowMap } from './flow.ts';
import type { Attempt } from './journeys.ts';
import { maskedRecord } from './masked-record.ts';
import type { LoggedAttempt } from './order-logs.ts';
import { rowOf } from './order-search.ts';

export interface OrderParts {
  readonly orderId: string;
  readonly map: FlowMap;
  /** By service; version 0 where it was never heard of. */
  readonly records: Readonly<Record<string, StoredRecord>>;
  readonly attemptsOf: (service: string, eventId: string) => readonly Attempt[];
  readonly failures: readonly LoggedAttempt[];
  readonly now: number;
  readonly reveal: boolean;
}

interface Known {
  readonly id: string;
  readonly type: string;
  readonly by: string;
  readonly time: string | null;
  readonly cause: string | null;
}

/** `undefined` when no service has heard of the order. */
export function orderPageOf(parts: OrderParts): OrderPage | undefined {
  const { orderId, records, map, reveal } = parts;
  if (Object.values(records).every(({ version }) => version === 0)) return undefined;
  const history = (records.orders?.facts ?? { events: [] }) as OrderHistory;
  const known = eventsOf(parts, history);
  const events = known.map((event) => onPage(event, known, history, parts));
  const shown = (value: unknown) => (reveal ? value : maskedRecord(value));
  const invoiced = records.invoice?.facts as InvoiceRecord | undefined;
  const invoice = invoiced === undefined ? undefined : invoiceDocument(orderId, invoiced);
  return {
    ...rowOf({ orderId, history }, parts.now, reveal),
    events,
    services: map.services.map(({ name }) => ({
      service: name,
      version: records[name]?.version ?? 0,
      facts: shown(records[name]?.facts ?? null),
    })),
    invoice: invoice === undefined ? null : shown(invoice),
    failures: parts.failures,
    waiting: events.flatMap(({ id, type, consumers }) =>
      consumers.filter(({ isHandled }) => !isHandled).map(({ service }) => ({ service, eventType: type, eventId: id })),
    ),
  };
}

/** The first event, and every one that a service has committed: their ids follow from their causes. */
function eventsOf({ orderId, map, records }: OrderParts, history: OrderHistory): Known[] {
  const [entry] = map.entries;
  const [type = ''] = entry?.publishes ?? [];
  const placed: Known = {
    id: placedEventId(orderId),
    type,
    by: entry?.name ?? '',
    time: history.events.find((entry) => entry.type === type)?.time ?? null,
    cause: null,
  };
  const emitted = map.services.flatMap(({ name }) =>
    Object.entries(records[name]?.outbox ?? {}).flatMap(([cause, entries]) =>
      entries.map((entry) => ({
        id: eventId(name, cause, entry.type),
        type: entry.type,
        by: name,
        time: entry.time,
        cause,
      })),
    ),
  );
  return [placed, ...emitted].sort((one, other) => (one.time ?? '').localeCompare(other.time ?? ''));
}

function onPage(event: Known, known: readonly Known[], { events }: OrderHistory, parts: OrderParts): EventOnPage {
  const { id, type, by, time, cause } = event;
  const causeTime = known.find((other) => other.id === cause)?.time ?? null;
  return {
    id,
    type,
    by,
    time,
    sinceCauseMs: time === null || causeTime === null ? null : Date.parse(time) - Date.parse(causeTime),
    note: events.find((entry) => entry.type === type && entry.time === time)?.note ?? null,
    consumers: parts.map.services
      .filter(({ consumes }) => consumes.includes(type))
      .map(({ name }) => consumerOf(name, id, parts)),
  };
}

function consumerOf(service: string, id: string, { records, attemptsOf }: OrderParts): ConsumerOnPage {
  let since: number | undefined;
  const attempts = attemptsOf(service, id).map(({ attempt, sentAt, startedAt, endedAt, isAcknowledged }) => {
    const waitedMs = Math.max(0, startedAt - (since ?? sentAt));
    since = endedAt;
    return { attempt, waitedMs, tookMs: endedAt - startedAt, isAcknowledged };
  });
  return { service, isHandled: records[service]?.inbox.includes(id) ?? false, attempts };
}
