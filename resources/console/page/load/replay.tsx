/** Replays a file of orders through the order API, at a chosen rate. */
import { useState } from 'preact/hooks';
import type { LoadState, ReplayState } from '../../server/contract.ts';
import { ask, told } from '../connection.ts';
import { count } from '../format.ts';
import { NumberField, Trouble } from '../parts.tsx';
import { load } from '../session.ts';

export function Replay() {
  const [file, setFile] = useState<File | undefined>(undefined);
  const [rate, setRate] = useState('20');
  const [repeat, setRepeat] = useState('1');
  const [stock, setStock] = useState('1000');
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const replay = load.value?.replay ?? null;
  const start = async (event: Event) => {
    event.preventDefault();
    try {
      load.value = await ask<LoadState>('load/replay', {
        run: Date.now().toString(36),
        ...(file !== undefined && { file: file.name, csv: await file.text() }),
        ...(rate !== '' && { rate: Number(rate) }),
        ...(stock !== '' && { stock: Number(stock) }),
        repeat: Number(repeat),
      });
      setTrouble(undefined);
    } catch (error) {
      setTrouble(told(error));
    }
  };
  return (
    <form onSubmit={(event) => void start(event)}>
      <label class="field">
        A file in the columns of Online Retail; without one, the demo’s sample of a day
        <input type="file" accept=".csv,text/csv" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])} />
      </label>
      <div class="fields">
        <NumberField
          label="Orders per second"
          value={rate}
          least={0.1}
          without="as fast as it goes"
          onInput={setRate}
        />
        <NumberField label="Times over" value={repeat} least={1} isRequired onInput={setRepeat} />
        <NumberField label="Stock of each SKU" value={stock} least={0} without="as it is" onInput={setStock} />
      </div>
      <div class="actions">
        <button type="submit" class="primary" disabled={replay?.isRunning ?? false}>
          Replay
        </button>
        {replay?.isRunning && (
          <button type="button" onClick={() => void ask('load/stop')}>
            Stop
          </button>
        )}
      </div>
      {trouble && <Trouble>{trouble}</Trouble>}
      {replay !== null && <State replay={replay} />}
    </form>
  );
}

function State({ replay: { file, total, done, accepted, rejected, isRunning, trouble } }: { replay: ReplayState }) {
  return (
    <>
      <progress value={done} max={total} aria-label="Orders sent" />
      <p role="status">
        {file}: {count(done)} of {count(total)} sent, {count(accepted)} accepted, {count(rejected)} refused
        {isRunning ? ' …' : done < total ? '. Stopped.' : '.'}
      </p>
      {trouble && <Trouble>{trouble}</Trouble>}
    </>
  );
}
