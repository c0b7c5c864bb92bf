/** Dead letters: why they are there, what a redrive would do, and the way back. The same code as `serverless dlq`. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Group, Listed } from '../../../../lib/dead-letters/reports.ts';
import { ask } from '../connection.ts';
import { count, moment } from '../format.ts';
import { Heads, ProgressLine, Trouble, useOperation } from '../parts.tsx';
import { route } from '../route.ts';
import { total } from '../session.ts';
import { GroupPanel } from './group-panel.tsx';

/** What the user looks at: a cause in a service's queue, or one letter. */
export interface Chosen {
  readonly service: string;
  readonly group?: string;
  readonly id?: string;
}

export function DeadLetters() {
  const { query } = route.value;
  const [listed, setListed] = useState<readonly Listed[] | undefined>(undefined);
  const [chosen, setChosen] = useState<Chosen | undefined>(chosenIn(query));
  const { isRunning, trouble, run, stop } = useOperation();
  const refresh = () =>
    run(async (signal) => {
      const { queues } = await ask<{ queues: Listed[] }>('dead-letters/list', {}, signal);
      setListed(queues);
    });
  useEffect(() => void refresh(), []);
  useEffect(() => setChosen(chosenIn(query)), [query]);
  const only = query.get('service');
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
      {filled?.length === 0 && <p class="empty">No dead letters. Nothing is lost, and nothing waits for you.</p>}
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
                  onChoose={() => setChosen({ service, group: group.group })}
                />
              )),
            )}
          </tbody>
        </table>
      )}
      {listed?.some(({ isComplete }) => !isComplete) && (
        <p class="quiet">Not all letters could be read at once: the counts are of those that were.</p>
      )}
      {chosen && <GroupPanel key={JSON.stringify(chosen)} chosen={chosen} onChanged={refresh} />}
    </>
  );
}

function GroupRow(props: { service: string; group: Group; isChosen: boolean; onChoose: () => void }) {
  const { service, group, isChosen, onChoose } = props;
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <th scope="row">{service}</th>
      <td data-label="Cause">
        <strong>{group.class}</strong> {group.shape}
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
        <button type="button" onClick={onChoose} aria-pressed={isChosen}>
          Look into
        </button>
      </td>
    </tr>
  );
}

function chosenIn(query: URLSearchParams): Chosen | undefined {
  const service = query.get('service');
  const id = query.get('id');
  return service !== null && id !== null ? { service, id } : undefined;
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
