/** The flow: the map, and the same figures as a table, for narrow screens and for screen readers. */
import type { FlowMap, Hello, ServiceOnMap, ServiceSample } from '../../server/contract.ts';
import { count, duration, rate } from '../format.ts';
import { Badge, Heads } from '../parts.tsx';
import { hello, sample } from '../session.ts';
import { FlowPicture } from './map.tsx';

export function Flow() {
  const greeting = hello.value;
  const now = sample.value;
  if (greeting === undefined || now === undefined) return <p class="empty">Waiting for the first sample …</p>;
  return (
    <div class="flow">
      <h2 class="quiet">Flow</h2>
      <Freshness greeting={greeting} metricsAge={now.metricsAgeSeconds} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="map-frame" aria-label="Map" tabIndex={0}>
        <FlowPicture map={greeting.map} sample={now} />
      </section>
      <p class="legend">
        On each line: messages per second. On each function: those running now, and the 50th and 95th percentile of
        their durations
        {greeting.isLocal ? ' over the last ten seconds.' : ' of the last minute that CloudWatch knows.'} A card turns
        red when its dead-letter queue holds something.
      </p>
      <h2>Services</h2>
      <table class="stacking dense">
        <Heads
          texts={['Service']}
          numbers={[
            'Waiting',
            'In flight',
            'Oldest',
            'Running',
            'Invocations',
            'p50',
            'p95',
            'Errors',
            'Dead-lettered',
          ]}
        />
        <tbody>
          {greeting.map.services.map((declared) => {
            const figures = now.services[declared.name];
            return figures && <ServiceRow key={declared.name} declared={declared} now={figures} />;
          })}
        </tbody>
      </table>
      <h2>Events</h2>
      <table class="stacking">
        <Heads texts={['Event', 'Published by', 'Heard by']} numbers={['Messages']} />
        <tbody>
          {Object.entries(now.published).map(([type, perSecond]) => (
            <EventRow key={type} type={type} map={greeting.map} perSecond={perSecond} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EventRow({ type, map, perSecond }: { type: string; map: FlowMap; perSecond: number }) {
  const publishers = [...map.entries, ...map.services].filter(({ publishes }) => publishes.includes(type));
  const hearers = map.services.filter(({ consumes }) => consumes.includes(type));
  const names = (services: readonly { readonly name: string }[]) => services.map(({ name }) => name).join(', ');
  return (
    <tr>
      <th scope="row">{type}</th>
      <td data-label="Published by">{names(publishers)}</td>
      <td data-label="Heard by">{names(hearers)}</td>
      <td data-label="Messages" class="number">
        {rate(perSecond)}
      </td>
    </tr>
  );
}

function Freshness({ greeting, metricsAge }: { greeting: Hello; metricsAge: number | null }) {
  if (greeting.isLocal) return <p class="quiet">Counted on this machine, every second.</p>;
  return (
    <p class="quiet">
      Stage {greeting.stage} in {greeting.region}. Queues by SQS, every {duration(greeting.everyMs)}; rates, ages and
      durations by CloudWatch,{' '}
      {metricsAge === null
        ? 'which has counted nothing in the last ten minutes'
        : `${duration(metricsAge * 1_000)} old`}
      .
    </p>
  );
}

function ServiceRow({ declared, now }: { declared: ServiceOnMap; now: ServiceSample }) {
  const dead = now.dead + now.undelivered;
  const isLate = (now.oldestSeconds ?? 0) > declared.ageObjectiveSeconds;
  return (
    <tr>
      <th scope="row">
        {declared.name} {now.isPaused && <Badge tone="warn">paused</Badge>}
        <span class="does">{declared.does}</span>
      </th>
      <td class="number" data-label="Waiting">
        {count(now.waiting)}
      </td>
      <td class="number" data-label="In flight">
        {count(now.inFlight)}
      </td>
      <td class={`number ${isLate ? 'late' : ''}`} data-label="Oldest">
        {now.oldestSeconds === null ? '–' : duration(now.oldestSeconds * 1_000)}
      </td>
      <td class="number" data-label="Running">
        {now.running === null ? '–' : `${count(now.running)} of ${declared.maximumConcurrency}`}
      </td>
      <td class="number" data-label="Invocations">
        {now.invocations === null ? '–' : rate(now.invocations)}
      </td>
      <td class="number" data-label="p50">
        {duration(now.p50Ms)}
      </td>
      <td class="number" data-label="p95">
        {duration(now.p95Ms)}
      </td>
      <td class={`number ${(now.errors ?? 0) > 0 ? 'late' : ''}`} data-label="Errors">
        {now.errors === null ? '–' : rate(now.errors)}
      </td>
      <td class="number" data-label="Dead-lettered">
        {dead === 0 ? (
          '0'
        ) : (
          <a href={`#/dead-letters?service=${declared.name}`} class="dead-link">
            {count(dead)}
          </a>
        )}
      </td>
    </tr>
  );
}
