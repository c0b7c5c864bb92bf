/** What the functions of a stage logged about an order: the attempts at its messages, and why some failed. */
import { useState } from 'preact/hooks';
import type { LoggedAttempt, OrderPage } from '../../server/contract.ts';
import { ask } from '../connection.ts';
import { moment } from '../format.ts';
import { Badge, Heads, ProgressLine, Trouble, useOperation } from '../parts.tsx';

export function LogsOfOrder({ order: { orderId, placedAt } }: { order: OrderPage }) {
  const [attempts, setAttempts] = useState<readonly LoggedAttempt[] | undefined>(undefined);
  const { isRunning, trouble, run, stop } = useOperation();
  const read = () =>
    run(async (signal) => {
      const answer = await ask<{ attempts: LoggedAttempt[] }>('orders/logs', { id: orderId, from: placedAt }, signal);
      setAttempts(answer.attempts);
    });
  return (
    <>
      <h3>
        Attempts, by the logs{' '}
        <button type="button" onClick={() => void read()} disabled={isRunning || placedAt === ''}>
          Read the logs
        </button>
      </h3>
      {isRunning && <ProgressLine onStop={stop} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {attempts?.length === 0 && <p class="empty">The logs have nothing about this order, or no more.</p>}
      {attempts !== undefined && attempts.length > 0 && <Attempts attempts={attempts} />}
    </>
  );
}

export function Attempts({ attempts }: { attempts: readonly LoggedAttempt[] }) {
  return (
    <table class="stacking">
      <Heads texts={['Time', 'Service', 'Event', 'Outcome', 'Why']} numbers={['Attempt']} />
      <tbody>
        {attempts.map((attempt) => (
          <Row key={`${attempt.time}${attempt.service}${attempt.eventType}${attempt.attempt}`} attempt={attempt} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ attempt: { time, service, eventType, attempt, outcome, code, reason } }: { attempt: LoggedAttempt }) {
  const isGood = outcome === 'handled' || outcome === 'duplicate';
  return (
    <tr>
      <th scope="row" class="moment">
        {moment(time)}
      </th>
      <td data-label="Service">{service}</td>
      <td data-label="Event">{eventType}</td>
      <td data-label="Outcome">
        <Badge tone={isGood ? 'plain' : 'warn'}>{outcome}</Badge>
      </td>
      <td data-label="Why">{code === null ? '' : `${code}: ${reason ?? ''}`}</td>
      <td data-label="Attempt" class="number">
        {attempt}
      </td>
    </tr>
  );
}
