/** Dead letters: why they are there, what a redrive would do, and the way back. The same code as `serverless dlq`. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Group, Listed } from '../../../../lib/dead-letters/reports.ts';
import { ask } from '../connection.ts';
import { count, moment } from '../format.ts';
import { Heads, ProgressLine, Trouble, useOperation } from '../parts.tsx';
import { route } from '../route.ts';
import { sample, total } from '../session.ts';
import { GroupPanel } from './group-panel.tsx';

/** What the user looks at: a cause in a service's queue, or one letter. */
export interface Chosen {
  readonly service: string;
  readonly group?: string;
  readonly id?: string;
}

export function DeadLetters() {
  const { query } = route.value;
  const chosen = chosenIn(query);
  const only = chosen === undefined ? query.get('service') : null;
  const [listed, setListed] = useState<readonly Listed[] | undefined>(undefined);
  const { isRunning, trouble, run, stop } = useOperation();
  const refresh = () =>
    run(async (signal) => {
      const { queues } = await ask<{ queues: Listed[] }>('dead-letters/list', {}, signal);
      setListed(queues);
    });
  useEffect(() => void refresh(), []);
  const filled = listed?.filter(({ messages, service }) => messages > 0 && (only === null || only === service));
  const isOutdated = useOutdated(listed);
  return (
    <>
      <h2>
        Dead letters{' '}
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
      <Undelivered only={only} />
      {filled?.length === 0 && total('undelivered') === 0 && (
        <p class="empty">No dead letters. Nothing is lost, and nothing waits for you.</p>
      )}
      {filled !== undefined && filled.length > 0 && (
        <table class="stacking">
          <Heads texts={['Service', 'Cause', 'Event', 'First', 'Last']} numbers={['Letters']} action="Action" />
          <tbody>
            {filled.flatMap(({ service, groups }) =>
              groups.map((group) => (
                <GroupRow
                  key={`${service}${group.group}`}
                  service={service}
                  group={group}
                  isChosen={chosen?.service === service && chosen.group === group.group}
                />
              )),
            )}
          </tbody>
        </table>
      )}
      {listed?.some(({ isComplete }) => !isComplete) && (
        <p class="quiet">Not all letters could be read at once: the counts are of those that were.</p>
      )}
      {chosen && (
        <GroupPanel
          key={JSON.stringify(chosen)}
          chosen={chosen}
          letters={groupOf(listed, chosen)?.messages}
          onChanged={refresh}
        />
      )}
    </>
  );
}

/** SNS could not deliver them: they never were in the service's queue, and no redrive of ours brings them back. */
function Undelivered({ only }: { only: string | null }) {
  const filled = Object.entries(sample.value?.services ?? {}).filter(
    ([service, { undelivered }]) => undelivered > 0 && (only === null || only === service),
  );
  if (filled.length === 0) return null;
  return (
    <section class="callout">
      <h3>SNS could not deliver</h3>
      <ul>
        {filled.map(([service, { undelivered }]) => (
          <li key={service}>
            {count(undelivered)} {undelivered === 1 ? 'message' : 'messages'} to the queue of <strong>{service}</strong>
          </li>
        ))}
      </ul>
      <p>
        They lie in the service’s delivery dead-letter queue: SNS is not allowed to send to the queue, or the queue is
        gone. Mend that, then let SQS move them to the queue, as the runbook says under “Deliveries set aside”.
      </p>
    </section>
  );
}

function GroupRow({ service, group, isChosen }: { service: string; group: Group; isChosen: boolean }) {
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <th scope="row">{service}</th>
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
      <td data-label="Letters" class="number">
        {count(group.messages)}
      </td>
      <td>
        <a class="button" href={addressOf({ service, group: group.group })} {...(isChosen && { 'aria-current': true })}>
          Look into
        </a>
      </td>
    </tr>
  );
}

/** The address of a cause or a letter, to come back to and to pass on. */
export function addressOf(chosen: Chosen): string {
  return `#/dead-letters?${new URLSearchParams({ ...chosen })}`;
}

function groupOf(listed: readonly Listed[] | undefined, chosen: Chosen): Group | undefined {
  const queue = listed?.find(({ service }) => service === chosen.service);
  return queue?.groups.find(({ group }) => group === chosen.group);
}

function chosenIn(query: URLSearchParams): Chosen | undefined {
  const [service, group, id] = [query.get('service'), query.get('group'), query.get('id')];
  if (service === null) return undefined;
  if (id !== null) return { service, id };
  return group === null ? undefined : { service, group };
}

/** Whether the number of dead letters has changed since they were listed. */
function useOutdated(listed: readonly Listed[] | undefined): boolean {
  const then = useRef(0);
  const now = total('dead');
  useEffect(() => {
    then.current = now;
  }, [listed]);
  return listed !== undefined && then.current !== now;
}
