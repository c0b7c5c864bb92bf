/** Messages of one cause, or one message: each with its body, and what can be done with all of them. */
import { useEffect, useState } from 'preact/hooks';
import type { ArchiveReport, Peeked, PeekReport, RedriveReport } from '../../../../lib/dead-letters/reports.ts';
import { archiveText, hasUnseen, redriveText, sourceName, unseenText } from '../../../../lib/dead-letters/words.ts';
import { ask } from '../connection.ts';
import { count } from '../format.ts';
import { Confirm, NumberField, ProgressLine, Trouble, useOperation } from '../parts.tsx';
import { hello, reveal } from '../session.ts';
import { type Chosen, idOf } from './chosen.ts';
import { MessageCard } from './message-card.tsx';

/** Messages that are shown one by one. */
const SHOWN = '20';

/** What came of it; not all of it is good when messages came back, were refused, or could not be seen. */
interface Outcome {
  readonly text: string;
  readonly isGood: boolean;
}

type Doing = { readonly kind: 'redrive' | 'purge'; readonly message?: Peeked };

interface GroupPanelProps {
  readonly chosen: Chosen;
  /** Of this cause, in all. */
  readonly inAll: number | undefined;
  readonly onChanged: () => Promise<void>;
}

export function GroupPanel({ chosen, inAll, onChanged }: GroupPanelProps) {
  const [found, setFound] = useState<PeekReport | undefined>(undefined);
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);
  const [doing, setDoing] = useState<Doing | undefined>(undefined);
  const [canary, setCanary] = useState('1');
  const [rate, setRate] = useState('');
  const { isRunning, trouble, run, stop } = useOperation();
  const isReadOnly = hello.value?.isReadOnly ?? false;
  const { group: _, ...queue } = chosen;
  const selection = (message?: Peeked) =>
    message === undefined ? ofKind(chosen) : { ...ofKind(queue), id: idOf(message) };

  const look = async (signal: AbortSignal) => {
    const body = { ...ofKind(chosen), limit: SHOWN, full: reveal.value };
    setFound(await ask<PeekReport>('dead-letters/peek', body, signal));
  };
  useEffect(() => void run(look), [reveal.value]);

  const act = (work: (signal: AbortSignal) => Promise<Outcome>, changes: boolean) =>
    run(async (signal) => {
      setOutcome(await work(signal));
      if (!changes) return;
      await onChanged();
      await look(signal);
    });
  const redrive = (message: Peeked | undefined, isDry: boolean) =>
    act(async (signal) => {
      const isMany = message === undefined && chosen.id === undefined;
      const settings = {
        'dry-run': isDry,
        ...(isMany && canary !== '' && { canary }),
        ...(isMany && rate !== '' && { rate }),
      };
      const order = { ...selection(message), ...settings };
      const report = await ask<RedriveReport & Ended>('dead-letters/redrive', order, signal);
      return { text: redriveText(report), isGood: report.exitCode === 0 };
    }, !isDry);
  const intoFiles = (action: 'archive' | 'purge', done: string) =>
    act(async (signal) => {
      const report = await ask<ArchiveReport & Ended>(`dead-letters/${action}`, ofKind(chosen), signal);
      const text = archiveText(report, `${done} ${report.directory} on this machine`);
      return { text, isGood: report.exitCode === 0 };
    }, action === 'purge');
  const archive = () => intoFiles('archive', 'copied (they are still in their queue) to');
  const purge = () => intoFiles('purge', 'taken out of the queue, and archived in');
  const messages = found?.messages;
  const name = sourceName({ service: chosen.service, kind: chosen.kind ?? 'consumer' });

  return (
    <section class="panel" aria-label={`Dead-lettered messages of ${name}`}>
      <h3>
        {name}: {chosen.group === undefined ? 'one message' : `cause ${chosen.group}`}
      </h3>
      <div class="actions">
        <button type="button" onClick={() => void redrive(undefined, true)} disabled={isRunning}>
          What would a redrive do?
        </button>
        {!isReadOnly && (
          <>
            {chosen.group !== undefined && (
              <>
                <NumberField label="Canaries first" value={canary} least={1} without="none" onInput={setCanary} />
                <NumberField label="At most per second" value={rate} least={1} without="any" onInput={setRate} />
              </>
            )}
            <button type="button" class="primary" onClick={() => setDoing({ kind: 'redrive' })} disabled={isRunning}>
              Redrive …
            </button>
            <button type="button" onClick={() => void archive()} disabled={isRunning}>
              Archive
            </button>
            <button type="button" onClick={() => setDoing({ kind: 'purge' })} disabled={isRunning}>
              Archive and remove …
            </button>
          </>
        )}
      </div>
      {isRunning && <ProgressLine onStop={stop} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {outcome && !isRunning && (
        <p class={outcome.isGood ? 'outcome' : 'callout warn'} role="status">
          {outcome.text}
        </p>
      )}
      {found?.messages.length === 0 && (
        <p class="empty">{hasUnseen(found) ? 'None of these messages was seen.' : 'These messages are gone.'}</p>
      )}
      {found !== undefined && !found.isLimited && hasUnseen(found) && (
        <p class="callout warn">Not all messages were seen: {unseenText(found)}.</p>
      )}
      {messages !== undefined && inAll !== undefined && messages.length < inAll && (
        <p class="quiet">
          {count(messages.length)} of {count(inAll)} messages, which failed alike:
        </p>
      )}
      {messages?.map((message) => (
        <MessageCard
          key={message.messageId}
          message={message}
          canAct={!isReadOnly && !isRunning}
          onRedrive={() => setDoing({ kind: 'redrive', message })}
          onEdited={(text) => act(async () => good(text), true)}
        />
      ))}
      {doing && (
        <Confirm
          title={doing.kind === 'redrive' ? 'Redrive' : 'Archive and remove'}
          action={doing.kind === 'redrive' ? 'Redrive' : 'Archive and remove'}
          onCancel={() => setDoing(undefined)}
          onConfirm={() => {
            setDoing(undefined);
            void (doing.kind === 'redrive' ? redrive(doing.message, false) : purge());
          }}
        >
          <p>{question(doing, chosen, canary)}</p>
        </Confirm>
      )}
    </section>
  );
}

const good = (text: string): Outcome => ({ text, isGood: true });

/** As a script would get it. */
interface Ended {
  readonly exitCode: number;
}

/** An address without a kind means what the service gave up. */
function ofKind<T extends { readonly kind?: string }>(chosen: T) {
  return { kind: 'consumer', ...chosen };
}

function question({ kind, message }: Doing, { service, group }: Chosen, canary: string): string {
  const which = message !== undefined || group === undefined ? 'This message' : 'Every message of this cause';
  if (kind === 'purge') return `${which} is written to a file on this machine, and taken out of the queue.`;
  const first =
    message === undefined && group !== undefined && canary !== ''
      ? ` ${canary} first; the others only if none comes back.`
      : '';
  return `${which} goes back to the queue of ${service}.${first} What was applied already changes nothing.`;
}
