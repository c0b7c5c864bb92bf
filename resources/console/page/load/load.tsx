/** Load, on a local system: one order from a form, a file of them, misfortune, and services that are fed no more. */

import { useState } from 'preact/hooks';
import type { LoadState } from '../../contract.ts';
import { ask, told } from '../connection.ts';
import { Trouble } from '../parts.tsx';
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
          />{' '}
          {says}
        </label>
      ))}
      <p class="quiet">
        So far: {done.duplicated} delivered twice, {done.reordered} out of order, {done.killed} killed.
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
      {services.map(({ name }) => (
        <label key={name} class="line">
          <input
            type="checkbox"
            checked={sample.value?.services[name]?.isPaused ?? false}
            onChange={({ currentTarget }) => void feed(name, currentTarget.checked)}
          />{' '}
          Pause {name}
        </label>
      ))}
      {trouble && <Trouble>{trouble}</Trouble>}
    </>
  );
}
