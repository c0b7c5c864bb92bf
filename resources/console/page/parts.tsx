/** The few parts that several views are made of. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { progress, told } from './connection.ts';
import { count } from './format.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'plain';

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const TONES: Readonly<Record<string, Tone>> = {
  shipped: 'good',
  declined: 'warn',
  refunded: 'warn',
  'out-of-stock': 'warn',
  undeliverable: 'warn',
};

export function Status({ status }: { status: string }) {
  return <Badge tone={TONES[status] ?? 'plain'}>{status}</Badge>;
}

/** The heads of a table: columns of text first, then those of numbers, and one for buttons if there are any. */
export function Heads(props: { texts: readonly string[]; numbers?: readonly string[]; action?: string }) {
  const { texts, numbers = [], action } = props;
  return (
    <thead>
      <tr>
        {texts.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
        {numbers.map((name) => (
          <th key={name} scope="col" class="number">
            {name}
          </th>
        ))}
        {action !== undefined && (
          <th scope="col">
            <span class="hidden">{action}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

/** A number that may be left out; it stays text until it is sent. */
export function NumberField(props: {
  label: string;
  value: string;
  least: number;
  /** What happens without a number. */
  without?: string;
  isRequired?: boolean;
  onInput: (value: string) => void;
}) {
  const { label, value, least, without, isRequired = false, onInput } = props;
  return (
    <label class="field">
      {label}
      <input
        type="number"
        min={least}
        step="any"
        required={isRequired}
        value={value}
        placeholder={without}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}

export function Trouble({ children }: { children: ComponentChildren }) {
  return (
    <p class="trouble" role="alert">
      {children}
    </p>
  );
}

/** A dialog that asks before something is done. Escape and Cancel close it. */
export function Confirm(props: {
  title: string;
  action: string;
  children: ComponentChildren;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={props.onCancel} aria-labelledby="confirm-title">
      <h2 id="confirm-title">{props.title}</h2>
      <div>{props.children}</div>
      <div class="actions">
        <button type="button" onClick={props.onCancel}>
          Cancel
        </button>
        <button type="button" class="primary" onClick={props.onConfirm}>
          {props.action}
        </button>
      </div>
    </dialog>
  );
}

/** Something that runs on the server, at most one at a time: its progress, its end, and a way to stop it. */
export function useOperation() {
  const [state, setState] = useState<{ isRunning: boolean; trouble: string | undefined }>({
    isRunning: false,
    trouble: undefined,
  });
  const stopping = useRef<AbortController | undefined>(undefined);
  const run = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    stopping.current = new AbortController();
    progress.value = undefined;
    setState({ isRunning: true, trouble: undefined });
    try {
      await work(stopping.current.signal);
      setState({ isRunning: false, trouble: undefined });
    } catch (error) {
      const isStopped = stopping.current.signal.aborted;
      setState({ isRunning: false, trouble: isStopped ? 'Stopped. What was done stays done.' : told(error) });
    }
  };
  return { ...state, run, stop: () => stopping.current?.abort() };
}

/** Whether an answer is still wanted: that of an earlier question may come after that of a later one. */
export function useLatest(): () => () => boolean {
  const asked = useRef(0);
  return () => {
    asked.current += 1;
    const mine = asked.current;
    return () => mine === asked.current;
  };
}

export function ProgressLine({ onStop }: { onStop: () => void }) {
  const news = progress.value;
  return (
    <p class="progress" role="status">
      <progress {...(news?.total ? { value: news.done ?? 0, max: news.total } : {})} />
      <span>
        {news?.label ?? 'Working'}
        {news?.total ? ` ${count(news.done ?? 0)} of ${count(news.total)}` : ' …'}
      </span>
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </p>
  );
}

/** JSON as text; never as anything a browser would run. */
export function Json({ value }: { value: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre class="json" tabIndex={0}>
      {JSON.stringify(value, undefined, 2)}
    </pre>
  );
}
