/** Load, on a local system: one order from a form, a file of them, misfortune, and services that are fed no more. */

import { useState } from 'preact/hooks';
import type { LoadState, ServiceSample } from '../../server/contract.ts';
import { ask, told } from '../connection.ts';
import { briefly, count } from '../format.ts';
import { Heads, Trouble } from '../parts.tsx';
import { hello, load, sample } from '../session.ts';
import { OrderForm } from './order-form.tsx';
import { Replay } from './replay.tsx';

export function Load() {
  const greeting = hello.value;
  if (greeting?.isLocal === false) return <p class="empty">Load is for the system on your own machine: `npm start`.</p>;
  if (greeting?.isReadOnly) return <p class="empty">This console is read-only.</p>;
  return (
    <>
      <h2 class="quiet">Load</h2>
      <div class="columns">
        <section class="panel">
          <h3>Place one order</h3>
          <OrderForm />
        </section>
        <div>
          <section class="panel">
            <h3>Replay a file</h3>
            <Replay />
          </section>
          <section class="panel">
            <h3>Chaos</h3>
            <Chaos />
          </section>
          <section class="panel">
            <h3>Queues</h3>
            <Feeding />
          </section>
        </div>
      </div>
    </>
  );
}

const KINDS = [
  ['duplicates', 'Deliver one message in five twice'],
  ['reorder', 'Deliver messages out of order'],
  ['crashes', 'Kill one invocation in twenty; its messages come back after the visibility timeout, some minutes'],
] as const;

function Chaos() {
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const chaos = load.value?.chaos;
  if (chaos === undefined) return null;
  const { duplicates, reorder, crashes, done } = chaos;
  const change = async (kind: (typeof KINDS)[number][0], isOn: boolean) => {
    try {
      load.value = await ask<LoadState>('load/chaos', { duplicates, reorder, crashes, [kind]: isOn });
      setTrouble(undefined);
    } catch (error) {
      setTrouble(told(error));
    }
  };
  return (
    <>
      {KINDS.map(([kind, says]) => (
        <label key={kind} class="line">
          <input
            type="checkbox"
            checked={chaos[kind]}
            onChange={({ currentTarget }) => void change(kind, currentTarget.checked)}
          />
          {says}
        </label>
      ))}
      <p class="quiet">
        So far: {count(done.duplicated)} delivered twice, {count(done.reordered)} out of order, {count(done.killed)}{' '}
        killed.
      </p>
      {trouble && <Trouble>{trouble}</Trouble>}
    </>
  );
}

function Feeding() {
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const services = hello.value?.map.services ?? [];
  const feed = (service: string, paused: boolean) =>
    ask('load/feed', { service, paused }).then(
      () => setTrouble(undefined),
      (error) => setTrouble(told(error)),
    );
  return (
    <>
      <p class="quiet">A service that is paused is fed nothing: its queue fills, and the others go on.</p>
      <table class="queues">
        <Heads texts={['Queue']} numbers={['Messages', 'Oldest']} action="How full" />
        <tbody>
          {services.map(({ name }) => {
            const now = sample.value?.services[name];
            return now && <Queue key={name} name={name} now={now} onPause={(paused) => void feed(name, paused)} />;
          })}
        </tbody>
      </table>
      {trouble && <Trouble>{trouble}</Trouble>}
    </>
  );
}

/** Messages that fill the bar. */
const FULL = 500;

function Queue(props: { name: string; now: ServiceSample; onPause: (paused: boolean) => void }) {
  const { name, now, onPause } = props;
  const messages = now.waiting + now.inFlight;
  return (
    <tr>
      <th scope="row">
        <label class="line">
          <input
            type="checkbox"
            checked={now.isPaused ?? false}
            onChange={({ currentTarget }) => onPause(currentTarget.checked)}
          />
          Pause {name}
        </label>
      </th>
      <td class="number">{count(messages)}</td>
      <td class="number">{now.oldestSeconds === null ? '–' : briefly(now.oldestSeconds * 1_000)}</td>
      <td>
        <svg class="fill" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width="100" height="10" />
          <rect width={Math.min(100, (messages / FULL) * 100)} height="10" />
        </svg>
      </td>
    </tr>
  );
}
