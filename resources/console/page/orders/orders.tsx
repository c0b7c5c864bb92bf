/** Orders: found by id or customer, or by where they stand; those that are overdue come first. */
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { OrderList, OrderRow, OrderSearch } from '../../server/contract.ts';
import { ask, told } from '../connection.ts';
import { count, duration, moment, money } from '../format.ts';
import { now } from '../now.ts';
import { Badge, Heads, Status, Trouble, useLatest } from '../parts.tsx';
import { hello, reveal } from '../session.ts';

/** As the order API gives them out, and two that are about time. */
const STATUSES = [
  'open',
  'overdue',
  'placed',
  'paid',
  'packed',
  'shipped',
  'out-of-stock',
  'undeliverable',
  'declined',
  'refunded',
] as const;

const NOTHING: OrderList = { orders: [], next: null, read: 0 };

/** What was searched for is there again when the user comes back from an order. */
const searched = signal<OrderSearch>({});

export function Orders() {
  const search = searched.value;
  const [text, setText] = useState(search.text ?? '');
  const setSearch = (wanted: OrderSearch) => {
    searched.value = wanted;
  };
  const [list, setList] = useState<OrderList | undefined>(undefined);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);

  const begin = useLatest();
  const load = async (from?: string) => {
    const isWanted = begin();
    try {
      const page = await ask<OrderList>('orders/search', { ...search, ...(from && { from }), reveal: reveal.value });
      if (!isWanted()) return;
      const before = from === undefined ? NOTHING : (list ?? NOTHING);
      // An order that was open on the first page may come again.
      const byId = new Map([...before.orders, ...page.orders].map((order) => [order.orderId, order]));
      setList({ ...page, orders: [...byId.values()], read: before.read + page.read });
      setTrouble(undefined);
    } catch (error) {
      if (isWanted()) setTrouble(told(error));
    }
  };
  useEffect(() => void load(), [search, reveal.value]);

  const submit = (event: Event) => {
    event.preventDefault();
    setSearch({ ...(text.trim() && { text: text.trim() }), ...(search.status && { status: search.status }) });
  };
  return (
    <>
      <h2>Orders</h2>
      <search>
        <form class="search" onSubmit={submit}>
          <label>
            Order id or customer{' '}
            <input type="search" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} size={40} />
          </label>
          <label>
            Status{' '}
            <select
              value={search.status ?? ''}
              onChange={({ currentTarget }) => {
                const status = currentTarget.value;
                setSearch({ ...(text.trim() && { text: text.trim() }), ...(status && { status }) });
              }}
            >
              <option value="">all</option>
              {STATUSES.map((status) => (
                <option key={status} value={status}>
                  {status}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" class="primary">
            Search
          </button>
          <button type="button" onClick={() => void load()}>
            Refresh
          </button>
        </form>
      </search>
      {trouble && <Trouble>{trouble}</Trouble>}
      {list && <OrderTable list={list} />}
      {list && (
        <p class="quiet">
          {count(list.orders.length)} shown, {count(list.read)} read.{' '}
          {list.next !== null && (
            <button type="button" onClick={() => void load(list.next ?? undefined)}>
              Look further
            </button>
          )}
        </p>
      )}
    </>
  );
}

function OrderTable({ list }: { list: OrderList }) {
  if (list.orders.length === 0) {
    const isLocal = hello.value?.isLocal ?? false;
    return (
      <p class="empty">
        No such orders{list.next === null ? '.' : ' among those that were read so far.'}{' '}
        {isLocal && list.next === null && (
          <>
            Place one, or replay a file, under <a href="#/load">Load</a>.
          </>
        )}
      </p>
    );
  }
  return (
    <table class="stacking">
      <Heads texts={['Order', 'Status', 'Placed', 'Customer']} numbers={['Lines', 'Total', 'Took']} />
      <tbody>
        {list.orders.map((order) => (
          <Row key={order.orderId} order={order} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ order }: { order: OrderRow }) {
  const openMs = order.placedAt === '' ? null : now.value - Date.parse(order.placedAt);
  return (
    <tr>
      <th scope="row">
        <a href={`#/orders/${order.orderId}`} class="id">
          {order.orderId}
        </a>
      </th>
      <td data-label="Status">
        <Status status={order.status} /> {order.isOverdue && <Badge tone="bad">overdue</Badge>}
      </td>
      <td data-label="Placed" class="moment">
        {moment(order.placedAt)}
      </td>
      <td data-label="Customer">{order.customerId}</td>
      <td data-label="Lines" class="number">
        {count(order.lines)}
      </td>
      <td data-label="Total" class="number">
        {money(order.totalMinor, order.currency)}
      </td>
      <td data-label="Took" class="number">
        {order.hasEnded ? duration(order.tookMs) : `open for ${duration(openMs)}`}
      </td>
    </tr>
  );
}
