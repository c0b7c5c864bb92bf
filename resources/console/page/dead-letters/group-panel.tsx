/** Letters of one cause, or one letter: each with its body, and what can be done with all of them. */
import { useEffect, useState } from 'preact/hooks';
import type { Peeked, RedriveReport } from '../../../../lib/dead-letters/reports.ts';
import { ask } from '../connection.ts';
import { count, moment } from '../format.ts';
import { Confirm, Json, NumberField, ProgressLine, Trouble, useOperation } from '../parts.tsx';
import { hello, reveal } from '../session.ts';
import type { Chosen } from './dead-letters.tsx';
import { Edit } from './edit.tsx';
import { idOf, redriveText, verdictText } from './words.ts';

/** Letters that are shown one by one. */
const SHOWN = '20';

/** What came of it; not all of it is good when letters came back, or were refused. */
interface Outcome {
  readonly text: string;
  readonly isGood: boolean;
}

type Doing = { readonly kind: 'redrive' | 'purge'; readonly letter?: Peeked };

interface GroupPanelProps {
  readonly chosen: Chosen;
  /** Of this cause, in all. */
  readonly letters: number | undefined;
  readonly onChanged: () => Promise<void>;
}

export function GroupPanel({ chosen, letters: inAll, onChanged }: GroupPanelProps) {
  const [letters, setLetters] = useState<readonly Peeked[] | undefined>(undefined);
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);
  const [doing, setDoing] = useState<Doing | undefined>(undefined);
  const [canary, setCanary] = useState('1');
  const [rate, setRate] = useState('');
  const { isRunning, trouble, run, stop } = useOperation();
  const isReadOnly = hello.value?.isReadOnly ?? false;
  const selection = (letter?: Peeked) =>
    letter === undefined ? chosen : { service: chosen.service, id: idOf(letter) };

  const look = async (signal: AbortSignal) => {
    const found = await ask<{ letters: Peeked[] }>(
      'dead-letters/peek',
      { ...chosen, limit: SHOWN, full: reveal.value },
      signal,
    );
    setLetters(found.letters);
  };
  useEffect(() => void run(look), [reveal.value]);

  const act = (work: (signal: AbortSignal) => Promise<Outcome>, changes: boolean) =>
    run(async (signal) => {
      setOutcome(await work(signal));
      if (!changes) return;
      await onChanged();
      await look(signal);
    });
  const redrive = (letter: Peeked | undefined, isDry: boolean) =>
    act(async (signal) => {
      const isMany = letter === undefined && chosen.id === undefined;
      const settings = {
        'dry-run': isDry,
        ...(isMany && canary !== '' && { canary }),
        ...(isMany && rate !== '' && { rate }),
      };
      const order = { ...selection(letter), ...settings };
      type Answer = { redriven: RedriveReport[]; exitCode: number };
      const { redriven, exitCode } = await ask<Answer>('dead-letters/redrive', order, signal);
      return { text: redriveText(redriven), isGood: exitCode === 0 };
    }, !isDry);
  const archive = () =>
    act(async (signal) => {
      const { archived } = await ask<{ archived: string }>('dead-letters/archive', chosen, signal);
      return good(`Archived in ${archived} on this machine; the letters are still in their queue.`);
    }, false);
  const purge = () =>
    act(async (signal) => {
      const { archive: directory } = await ask<{ archive: string }>('dead-letters/purge', chosen, signal);
      return good(`Archived in ${directory} on this machine, and taken out of the queue.`);
    }, true);

  return (
    <section class="panel" aria-label={`Dead letters of ${chosen.service}`}>
      <h3>
        {chosen.service}: {chosen.group === undefined ? 'one letter' : `cause ${chosen.group}`}
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
      {letters?.length === 0 && <p class="empty">These letters are gone.</p>}
      {letters !== undefined && inAll !== undefined && letters.length < inAll && (
        <p class="quiet">
          {count(letters.length)} of {count(inAll)} letters, which failed alike:
        </p>
      )}
      {letters?.map((letter) => (
        <LetterCard
          key={letter.messageId}
          letter={letter}
          canAct={!isReadOnly && !isRunning}
          onRedrive={() => setDoing({ kind: 'redrive', letter })}
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
            void (doing.kind === 'redrive' ? redrive(doing.letter, false) : purge());
          }}
        >
          <p>{question(doing, chosen, canary)}</p>
        </Confirm>
      )}
    </section>
  );
}

const good = (text: string): Outcome => ({ text, isGood: true });

function question({ kind, letter }: Doing, { service, group }: Chosen, canary: string): string {
  const which = letter !== undefined || group === undefined ? 'This letter' : 'Every letter of this cause';
  if (kind === 'purge') return `${which} is written to a file on this machine, and taken out of the queue.`;
  const first =
    letter === undefined && group !== undefined && canary !== ''
      ? ` ${canary} first; the others only if none comes back.`
      : '';
  return `${which} goes back to the queue of ${service}.${first} What was applied already changes nothing.`;
}

function LetterCard(props: {
  letter: Peeked;
  canAct: boolean;
  onRedrive: () => void;
  onEdited: (outcome: string) => void;
}) {
  const { letter, canAct, onRedrive, onEdited } = props;
  const [isEditing, setEditing] = useState(false);
  const { cause, subject, eventType, sentAt } = letter;
  return (
    <article class="letter">
      <h4>
        {eventType ?? 'A message that is no event'}
        {subject !== undefined && (
          <>
            {' of order '}
            <a href={`#/orders/${encodeURIComponent(subject)}`} class="id">
              {subject}
            </a>
          </>
        )}
      </h4>
      <dl class="facts">
        <dt>Cause</dt>
        <dd>
          <strong>{cause.class}</strong>: {cause.message}
        </dd>
        <dt>Failed</dt>
        <dd>
          {moment(cause.first ?? sentAt)}
          {cause.last !== undefined && cause.last !== cause.first && ` to ${moment(cause.last)}`}
          {cause.attempts !== undefined && `, ${cause.attempts} ${cause.attempts === 1 ? 'attempt' : 'attempts'}`}
        </dd>
        {cause.version !== undefined && (
          <>
            <dt>Version</dt>
            <dd class="id">{cause.version}</dd>
          </>
        )}
        <dt>Redrive</dt>
        <dd>{verdictText(letter)}</dd>
      </dl>
      <details>
        <summary>Body</summary>
        {typeof letter.body === 'string' ? <pre class="json">{letter.body}</pre> : <Json value={letter.body} />}
      </details>
      {canAct && (
        <div class="actions">
          <button type="button" onClick={onRedrive}>
            Redrive this one …
          </button>
          <button type="button" onClick={() => setEditing(!isEditing)} aria-expanded={isEditing}>
            Edit …
          </button>
        </div>
      )}
      {isEditing && <Edit letter={letter} onDone={onEdited} />}
    </article>
  );
}
