/** One order: where it waits, what happened to it across all services, what each of them knows, and its invoice. */
import { useEffect, useState } from 'preact/hooks';
import type { ConsumerOnPage, EventOnPage, OrderPage } from '../../server/contract.ts';
import { ask, told } from '../connection.ts';
import { clockTime, duration, moment, money } from '../format.ts';
import { Badge, Json, Status, Trouble, useLatest } from '../parts.tsx';
import { hello, reveal, sample } from '../session.ts';
import { DeadMessagesOfOrder } from './dead-messages.tsx';
import { Invoice } from './invoice.tsx';
import { Attempts, LogsOfOrder } from './logs.tsx';

/** While an order is on its way, its page follows it. */
const FOLLOW_SAMPLES = 2;

export function Order({ id }: { id: string }) {
  const [order, setOrder] = useState<OrderPage | undefined>(undefined);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const begin = useLatest();
  const load = async () => {
    const isWanted = begin();
    try {
      const page = await ask<OrderPage>('orders/order', { id, reveal: reveal.value });
      if (!isWanted()) return;
      setOrder(page);
      setTrouble(undefined);
    } catch (error) {
      if (isWanted()) setTrouble(told(error));
    }
  };
  const isMoving = order === undefined || !order.hasEnded || order.waiting.length > 0;
  const beat = isMoving && hello.value?.isLocal ? Math.floor((sample.value?.at ?? 0) / (FOLLOW_SAMPLES * 1_000)) : 0;
  useEffect(() => void load(), [id, reveal.value, beat]);
  return (
    <>
      <p>
        <a href="#/orders">← Orders</a>
      </p>
      <h2>
        Order <span class="id">{id}</span>{' '}
        <button type="button" onClick={() => void load()}>
          Refresh
        </button>
      </h2>
      {trouble && <Trouble>{trouble}</Trouble>}
      {order && <Everything order={order} />}
    </>
  );
}

function Everything({ order }: { order: OrderPage }) {
  const isStuck = order.waiting.length > 0;
  return (
    <>
      <dl class="facts">
        <dt>Status</dt>
        <dd>
          <Status status={order.status} /> {order.isOverdue && <Badge tone="bad">overdue</Badge>}
        </dd>
        <dt>Placed</dt>
        <dd>{moment(order.placedAt)}</dd>
        <dt>Customer</dt>
        <dd>{order.customerId || '–'}</dd>
        <dt>Total</dt>
        <dd>
          {money(order.totalMinor, order.currency)} in {order.lines} {order.lines === 1 ? 'line' : 'lines'}
        </dd>
        <dt>Took</dt>
        <dd>{order.hasEnded ? duration(order.tookMs) : 'not at its end yet'}</dd>
      </dl>
      {isStuck && (
        <section class={`callout ${order.isOverdue ? 'bad' : 'warn'}`}>
          <h3>Where it waits</h3>
          <ul>
            {order.waiting.map(({ service, eventType, eventId }) => (
              <li key={`${service}${eventId}`}>
                <strong>{service}</strong> has not dealt with <code>{eventType}</code>: it is in the queue of {service},
                being tried again, or in its dead-letter queue.
              </li>
            ))}
          </ul>
          <DeadMessagesOfOrder orderId={order.orderId} />
        </section>
      )}
      {order.failures.length > 0 && (
        <>
          <h3>What failed</h3>
          <Attempts attempts={order.failures} />
        </>
      )}
      <h3>What happened</h3>
      <Timeline events={order.events} />
      {hello.value?.isLocal === false && <LogsOfOrder order={order} />}
      {order.invoice !== null && <Invoice invoice={order.invoice} />}
      <section class="knowledge">
        <h3>What each service knows</h3>
        {order.services.map(({ service, version, facts }) => (
          <details key={service}>
            <summary>
              {service}{' '}
              {version === 0 ? (
                <span class="quiet">has never heard of it</span>
              ) : (
                `after ${version} ${version === 1 ? 'write' : 'writes'}`
              )}
            </summary>
            <Json value={facts} />
          </details>
        ))}
      </section>
    </>
  );
}

function Timeline({ events }: { events: readonly EventOnPage[] }) {
  const start = Date.parse(events.find(({ time }) => time !== null)?.time ?? '');
  const end = Math.max(...events.map(({ time }) => (time === null ? start : Date.parse(time))));
  const span = Math.max(1, end - start);
  return (
    <ol class="timeline">
      {events.map((event) => (
        <li key={event.id}>
          <div class="when">
            {event.time === null ? 'not in the history yet' : clockTime(event.time)}
            <span class="quiet">{event.time === null ? '' : `+${duration(Date.parse(event.time) - start)}`}</span>
          </div>
          <div class="what">
            <strong>{event.type}</strong> by {event.by}
            {event.sinceCauseMs !== null && `, ${duration(event.sinceCauseMs)} after what caused it`}
            {event.note !== null && <span class="note"> {event.note}</span>}
            <Span event={event} start={start} span={span} />
            <ul class="consumers" aria-label={`Who heard of ${event.type}`}>
              {event.consumers.map((consumer) => (
                <Consumer key={consumer.service} consumer={consumer} />
              ))}
            </ul>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** From the event's cause to the event, on the order's own time line. */
function Span({ event, start, span }: { event: EventOnPage; start: number; span: number }) {
  if (event.time === null) return null;
  const at = ((Date.parse(event.time) - start) / span) * 100;
  const since = ((event.sinceCauseMs ?? 0) / span) * 100;
  return (
    <svg class="span" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" x="0" y="1" width="100" height="2" />
      <rect class="hop" x={at - since} y="0" width={Math.max(0.6, since)} height="4" />
    </svg>
  );
}

function Consumer({ consumer: { service, isHandled, attempts } }: { consumer: ConsumerOnPage }) {
  const last = attempts.at(-1);
  const times = attempts.length === 0 ? '' : `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
  const detail = last === undefined ? '' : `, waited ${duration(last.waitedMs)}, took ${duration(last.tookMs)}`;
  return (
    <li class={isHandled ? 'handled' : 'pending'}>
      <span aria-hidden="true">{isHandled ? '✓' : '…'}</span> {service}
      <span class="quiet">
        {' '}
        {isHandled ? '' : 'not dealt with yet '}
        {times}
        {detail}
      </span>
    </li>
  );
}
