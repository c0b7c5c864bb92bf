/** Dead-lettered messages: why they are there, what a redrive would do, and the way back. The same code as `serverless dlq`. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Group, Listed, ListReport } from '../../../../lib/dead-letters/reports.ts';
import { hasUnseen, sourceName, timeLeft, unseenText } from '../../../../lib/dead-letters/words.ts';
import { ask } from '../connection.ts';
import { count, moment } from '../format.ts';
import { now } from '../now.ts';
import { Heads, ProgressLine, Trouble, useOperation } from '../parts.tsx';
import { route } from '../route.ts';
import { total } from '../session.ts';
import { addressOf, type Chosen, chosenIn } from './chosen.ts';
import { GroupPanel } from './group-panel.tsx';

export function DeadLetters() {
  const { query } = route.value;
  const chosen = chosenIn(query);
  const only = chosen === undefined ? query.get('service') : null;
  const [report, setReport] = useState<ListReport | undefined>(undefined);
  const { isRunning, trouble, run, stop } = useOperation();
  const refresh = () => run(async (signal) => setReport(await ask<ListReport>('dead-letters/list', {}, signal)));
  useEffect(() => void refresh(), []);
  const queues = report?.queues.filter(({ service }) => only === null || only === service);
  const filled = queues?.filter(({ messages }) => messages > 0);
  const isOutdated = useOutdated(report);
  return (
    <>
      <h2>
        Dead-lettered messages{' '}
        <button type="button" onClick={() => void refresh()} disabled={isRunning}>
          Refresh
        </button>
      </h2>
      {only !== null && (
        <p>
          Only those of {only}. <a href="#/dead-letters">Show all</a>
        </p>
      )}
      {isRunning && <ProgressLine onStop={stop} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {isOutdated && !isRunning && <p class="quiet">The queues have changed since: refresh to see how.</p>}
      {report !== undefined && filled?.length === 0 && <Nothing isForSure={report.isEmptyForSure} />}
      {filled?.some(({ groups }) => groups.length > 0) && <Causes queues={filled} chosen={chosen} />}
      <NotSeen queues={filled ?? []} />
      {filled?.some(({ kind }) => kind === 'delivery') && (
        <p class="quiet">
          “Delivery” is what SNS could not deliver to the service’s queue: the queue’s policy or a key does not admit
          it. Fix that, then redrive.
        </p>
      )}
      {chosen && (
        <GroupPanel
          key={JSON.stringify(chosen)}
          chosen={chosen}
          inAll={groupOf(report?.queues, chosen)?.messages}
          onChanged={refresh}
        />
      )}
    </>
  );
}

/** Nothing was seen: that is not the same as nothing being there, until SQS's counts can be believed. */
function Nothing({ isForSure }: { isForSure: boolean }) {
  if (total('dead') + total('undelivered') > 0) return null;
  return (
    <p class="empty">
      {isForSure
        ? 'No dead-lettered messages. Nothing is lost, and nothing waits for you.'
        : 'No messages seen. SQS counts none, but its counts may be a minute late: refresh in a minute to be sure.'}
    </p>
  );
}

function Causes({ queues, chosen }: { queues: readonly Listed[]; chosen: Chosen | undefined }) {
  return (
    <table class="stacking">
      <Heads
        texts={['Service', 'Cause', 'Event', 'First', 'Last', 'Expires in']}
        numbers={['Messages']}
        action="Action"
      />
      <tbody>
        {queues.flatMap((queue) =>
          queue.groups.map((group) => {
            const here = { service: queue.service, ...(queue.kind === 'delivery' && { kind: queue.kind }) };
            const isChosen =
              chosen?.service === here.service && chosen.group === group.group && chosen.kind === here.kind;
            const target = { ...here, group: group.group };
            return (
              <GroupRow
                key={addressOf(target)}
                name={sourceName(queue)}
                target={target}
                group={group}
                isChosen={isChosen}
              />
            );
          }),
        )}
      </tbody>
    </table>
  );
}

/** What another command, or one that was killed, holds. */
function NotSeen({ queues }: { queues: readonly Listed[] }) {
  return (
    <>
      {queues.filter(hasUnseen).map((queue) => (
        <p class="callout warn" key={queue.dlq}>
          {sourceName(queue)}: {count(queue.messages)} in the queue, {count(queue.seen)} seen, {unseenText(queue)}.
        </p>
      ))}
    </>
  );
}

function GroupRow(props: { name: string; target: Chosen; group: Group; isChosen: boolean }) {
  const { name, target, group, isChosen } = props;
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <th scope="row">{name}</th>
      <td data-label="Cause">
        <span>
          <strong>{group.class}</strong> {group.shape}
        </span>
      </td>
      <td data-label="Event">{group.eventType}</td>
      <td data-label="First" class="moment">
        {moment(group.firstSeen)}
      </td>
      <td data-label="Last" class="moment">
        {moment(group.lastSeen)}
      </td>
      <td data-label="Expires in" class="moment">
        {timeLeft(Date.parse(group.expires) - now.value)}
      </td>
      <td data-label="Messages" class="number">
        {count(group.messages)}
      </td>
      <td>
        <a class="button" href={addressOf(target)} {...(isChosen && { 'aria-current': true })}>
          Look into
        </a>
      </td>
    </tr>
  );
}

function groupOf(queues: readonly Listed[] | undefined, { service, kind = 'consumer', group }: Chosen) {
  const queue = queues?.find((one) => one.service === service && one.kind === kind);
  return queue?.groups.find((one) => one.group === group);
}

/** Whether the number of dead-lettered messages has changed since they were listed. */
function useOutdated(report: ListReport | undefined): boolean {
  const then = useRef(0);
  const messages = total('dead') + total('undelivered');
  useEffect(() => {
    then.current = messages;
  }, [report]);
  return report !== undefined && then.current !== messages;
}
