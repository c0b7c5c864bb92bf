/** Edits one message: its whole text, checked as the consumer would, with the difference before anything is sent. */
import { useEffect, useState } from 'preact/hooks';
import type { EditReport, Peeked, PeekReport } from '../../../../lib/dead-letters/reports.ts';
import { ask } from '../connection.ts';
import { ProgressLine, Trouble, useOperation } from '../parts.tsx';
import { idOf } from './chosen.ts';

export function Edit({ message, onDone }: { message: Peeked; onDone: (outcome: string) => void }) {
  const [text, setText] = useState<string | undefined>(undefined);
  const [diff, setDiff] = useState<string | undefined>(undefined);
  const { isRunning, trouble, run, stop } = useOperation();
  const { service, kind } = message;
  const id = idOf(message);
  // To edit a message one has to see it whole: who opens the editor asks for what is personal in it.
  useEffect(() => {
    void run(async (signal) => {
      const request = { service, kind, id, full: true };
      const { messages } = await ask<PeekReport>('dead-letters/peek', request, signal);
      const body = messages[0]?.body;
      setText(typeof body === 'string' ? body : JSON.stringify(body, undefined, 2));
    });
  }, []);
  const send = (isDry: boolean) =>
    run(async (signal) => {
      const request = { service, kind, id, text, 'dry-run': isDry };
      const report = await ask<EditReport>('dead-letters/edit', request, signal);
      setDiff(report.diff);
      if (report.redriven > 0) onDone(`${service}: ${report.redriven} edited and redriven.`);
    });
  return (
    <div class="edit">
      {text !== undefined && (
        <label>
          The event, with what is personal in it
          <textarea
            value={text}
            rows={16}
            spellcheck={false}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value);
              setDiff(undefined);
            }}
          />
        </label>
      )}
      {isRunning && <ProgressLine onStop={stop} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {diff !== undefined && (
        <>
          <p>The service can read it now. This is what changes:</p>
          <Diff text={diff} />
        </>
      )}
      <div class="actions">
        <button type="button" onClick={() => void send(true)} disabled={isRunning}>
          Check it
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => void send(false)}
          disabled={isRunning || diff === undefined}
        >
          Redrive it like this
        </button>
      </div>
    </div>
  );
}

function Diff({ text }: { text: string }) {
  const kind = (line: string) => (line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '');
  return (
    <pre class="json diff">
      {text.split('\n').map((line, index) => (
        <span key={index} class={kind(line)}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
