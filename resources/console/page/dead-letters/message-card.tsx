/** One dead-lettered message: what it is about, why it failed, and what a redrive would do. */
import { useState } from 'preact/hooks';
import type { Peeked } from '../../../../lib/dead-letters/reports.ts';
import { verdictText } from '../../../../lib/dead-letters/words.ts';
import { moment } from '../format.ts';
import { Json } from '../parts.tsx';
import { Edit } from './edit.tsx';

export function MessageCard(props: {
  message: Peeked;
  canAct: boolean;
  onRedrive: () => void;
  onEdited: (outcome: string) => void;
}) {
  const { message, canAct, onRedrive, onEdited } = props;
  const [isEditing, setEditing] = useState(false);
  const { subject, eventType } = message;
  return (
    <article class="message">
      <h4>
        {eventType ?? 'A message that is not an event'}
        {subject !== undefined && (
          <>
            {' of order '}
            <a href={`#/orders/${encodeURIComponent(subject)}`} class="id">
              {subject}
            </a>
          </>
        )}
      </h4>
      <Facts message={message} />
      <details>
        <summary>Body</summary>
        {typeof message.body === 'string' ? <pre class="json">{message.body}</pre> : <Json value={message.body} />}
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
      {isEditing && <Edit message={message} onDone={onEdited} />}
    </article>
  );
}

function Facts({ message: { cause, sentAt, expires, redriveWould } }: { message: Peeked }) {
  return (
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
      <dt>Expires</dt>
      <dd>{moment(expires)}</dd>
      {cause.version !== undefined && (
        <>
          <dt>Version</dt>
          <dd class="id">{cause.version}</dd>
        </>
      )}
      <dt>Redrive</dt>
      <dd>{verdictText(redriveWould, cause.message)}</dd>
    </dl>
  );
}
