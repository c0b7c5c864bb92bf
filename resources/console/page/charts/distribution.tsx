/** How long orders take from end to end, as a distribution. */
import { useEffect, useState } from 'preact/hooks';
import type { Durations } from '../../server/contract.ts';
import { ask, told } from '../connection.ts';
import { count, duration } from '../format.ts';
import { Trouble } from '../parts.tsx';
import { hello, sample } from '../session.ts';

/** Each bar is this much wider than the one before it: from a hundredth of a second to a day in some forty bars. */
const FACTOR = 1.5;
const FIRST_MS = 10;

/** Locally it follows; on AWS, reading thousands of orders is for who asks. */
const FOLLOW_MS = 10_000;

interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly orders: number;
}

export function Distribution() {
  const [durations, setDurations] = useState<Durations | undefined>(undefined);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const isLocal = hello.value?.isLocal ?? false;
  const beat = isLocal ? Math.floor((sample.value?.at ?? 0) / FOLLOW_MS) : 0;
  const load = () =>
    ask<Durations>('orders/durations').then(
      (given) => {
        setDurations(given);
        setTrouble(undefined);
      },
      (error) => setTrouble(told(error)),
    );
  useEffect(() => {
    if (isLocal) void load();
  }, [beat]);
  const sorted = [...(durations?.milliseconds ?? [])].sort((one, other) => one - other);
  return (
    <section class="panel">
      <h3>
        From placed to ended{' '}
        <button type="button" onClick={() => void load()}>
          {durations === undefined ? 'Read orders' : 'Read again'}
        </button>
      </h3>
      {trouble && <Trouble>{trouble}</Trouble>}
      {durations && sorted.length === 0 && <p class="empty">No order has come to its end yet.</p>}
      {durations && sorted.length > 0 && (
        <>
          <p>
            {count(sorted.length)} {sorted.length === 1 ? 'order' : 'orders'}: half within {duration(at(sorted, 0.5))},
            95 % within {duration(at(sorted, 0.95))}, the slowest {duration(sorted.at(-1) ?? 0)}.{' '}
            {!durations.isComplete && (
              <span class="quiet">A sample: the first {count(durations.read)} of the table.</span>
            )}
          </p>
          <Bars bars={barsOf(sorted)} />
        </>
      )}
    </section>
  );
}

function Bars({ bars }: { bars: readonly Bar[] }) {
  const most = Math.max(...bars.map(({ orders }) => orders));
  return (
    <table class="bars">
      <caption class="hidden">Orders by how long they took</caption>
      <tbody>
        {bars.map(({ fromMs, toMs, orders }) => (
          <tr key={fromMs}>
            <th scope="row">
              {duration(fromMs)} to {duration(toMs)}
            </th>
            <td>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(orders / most) * 100} height="10" />
              </svg>
            </td>
            <td class="number">{count(orders)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** From the first bar that holds an order to the last. */
function barsOf(sorted: readonly number[]): Bar[] {
  const indexOf = (ms: number) =>
    Math.max(0, Math.floor(Math.log(Math.max(ms, FIRST_MS) / FIRST_MS) / Math.log(FACTOR)));
  const first = indexOf(sorted[0] ?? 0);
  const last = indexOf(sorted.at(-1) ?? 0);
  const counts = new Map<number, number>();
  for (const ms of sorted) counts.set(indexOf(ms), (counts.get(indexOf(ms)) ?? 0) + 1);
  return Array.from({ length: last - first + 1 }, (_, offset) => {
    const index = first + offset;
    return {
      fromMs: FIRST_MS * FACTOR ** index,
      toMs: FIRST_MS * FACTOR ** (index + 1),
      orders: counts.get(index) ?? 0,
    };
  });
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
