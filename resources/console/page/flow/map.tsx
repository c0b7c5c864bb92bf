/** The live map: events, queues, functions and dead-letter queues, with what moves through them now. */
import { useMemo } from 'preact/hooks';
import type { FlowMap, FlowSample, ServiceOnMap, ServiceSample } from '../../server/contract.ts';
import { briefly, count, rate } from '../format.ts';
import { type Edge, layoutOf, type Placed } from './layout.ts';

export function FlowPicture({ map, sample }: { map: FlowMap; sample: FlowSample }) {
  const { left, top, width, height, nodes, edges } = useMemo(() => layoutOf(map), [map]);
  const published = (type: string) => sample.published[type] ?? 0;
  const service = (name: string) => map.services.find((one) => one.name === name);
  return (
    <svg class="map" viewBox={`${left} ${top} ${width} ${height}`} aria-label="How events flow through the services">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0,0 L8,4 L0,8 z" class="arrowhead" />
        </marker>
      </defs>
      {edges.map((edge) => (
        <Line key={edge.key} edge={edge} perSecond={published(edge.eventType)} />
      ))}
      {nodes.map((node) => {
        if (node.kind === 'event') return <EventNode key={node.name} node={node} perSecond={published(node.name)} />;
        const declared = service(node.name);
        const now = sample.services[node.name];
        if (declared === undefined || now === undefined) return <Entry key={node.name} node={node} />;
        return <ServiceNode key={node.name} node={node} declared={declared} now={now} />;
      })}
    </svg>
  );
}

function Line({ edge, perSecond }: { edge: Edge; perSecond: number }) {
  const isMoving = perSecond > 0;
  return (
    <g class={`edge ${isMoving ? 'moving' : ''} ${edge.isFaint ? 'faint' : ''}`}>
      <path d={edge.path} marker-end="url(#arrow)" />
      {isMoving && (
        <text x={edge.x} y={edge.y + 4} text-anchor="middle">
          {rate(perSecond)}
        </text>
      )}
    </g>
  );
}

function Entry({ node }: { node: Placed }) {
  return (
    <g class="entry" transform={cornerOf(node)}>
      <rect width={node.width} height={node.height} rx="22" />
      <text x={node.width / 2} y={node.height / 2 + 4} text-anchor="middle">
        {node.name}
      </text>
    </g>
  );
}

function EventNode({ node, perSecond }: { node: Placed; perSecond: number }) {
  const { name, width, height } = node;
  const [entity, happened] = name.split('.');
  return (
    <g class={`event ${perSecond > 0 ? 'moving' : ''}`} transform={cornerOf(node)}>
      <title>{`${name}: ${rate(perSecond)}`}</title>
      <path d={`M10,0 H${width - 10} L${width},${height / 2} L${width - 10},${height} H10 L0,${height / 2} z`} />
      <text text-anchor="middle">
        <tspan x={width / 2} y={height / 2 - 3}>
          {entity}.
        </tspan>
        <tspan x={width / 2} y={height / 2 + 12}>
          {happened}
        </tspan>
      </text>
    </g>
  );
}

/** Queue to the left, function to the right, and below them the dead-letter queue, which nobody can miss once it fills. */
function ServiceNode({ node, declared, now }: { node: Placed; declared: ServiceOnMap; now: ServiceSample }) {
  const { name, width, height } = node;
  const isDead = now.dead + now.undelivered > 0;
  const isLate = (now.oldestSeconds ?? 0) > declared.ageObjectiveSeconds;
  return (
    <a href={isDead ? `#/dead-letters?service=${name}` : '#/charts'} class="service">
      <g transform={cornerOf(node)} class={isDead ? 'dead' : ''}>
        <rect class="card" width={width} height={height} rx="8" />
        <text class="name" x="10" y="19">
          {name}
        </text>
        {now.isPaused && (
          <text class="paused" x={width - 10} y="19" text-anchor="end">
            paused
          </text>
        )}
        <line x1="0" x2={width} y1="27" y2="27" />
        <line x1={MIDDLE} x2={MIDDLE} y1="27" y2={height - FOOT} />
        <Figures
          x={10}
          label="queue"
          figure={count(now.waiting + now.inFlight)}
          below={ageText(now)}
          isLate={isLate}
          last={now.inFlight === 0 ? '' : `${count(now.inFlight)} in flight`}
        />
        <Figures
          x={MIDDLE + 8}
          label="running"
          figure={now.running === null ? '–' : `${count(now.running)} of ${declared.maximumConcurrency}`}
          below={durations(now)}
          last={now.errors ? `${rate(now.errors)} errors` : 'no errors'}
          isFailing={(now.errors ?? 0) > 0}
        />
        <path class="dlq" d={footOf(width, height)} />
        <text class="dlq-text" x="10" y={height - 7}>
          {deadText(now)}
        </text>
      </g>
    </a>
  );
}

interface FiguresShown {
  readonly x: number;
  readonly label: string;
  readonly figure: string;
  readonly below: string;
  readonly isLate?: boolean;
  readonly last: string;
  readonly isFailing?: boolean;
}

function Figures({ x, label, figure, below, isLate = false, last, isFailing = false }: FiguresShown) {
  return (
    <>
      <text class="label" x={x} y="42">
        {label}
      </text>
      <text class="figure" x={x} y="60">
        {figure}
      </text>
      <text class={isLate ? 'late' : 'label'} x={x} y="77">
        {below}
      </text>
      <text class={isFailing ? 'late' : 'label'} x={x} y="93">
        {last}
      </text>
    </>
  );
}

/** The depth and the age are not of the same moment: a queue may have been empty at one of them only. */
function ageText({ oldestSeconds, waiting, inFlight }: ServiceSample): string {
  if (oldestSeconds !== null) return `${briefly(oldestSeconds * 1_000)} old`;
  return waiting + inFlight === 0 ? 'empty' : '';
}

function durations({ p50Ms, p95Ms }: ServiceSample): string {
  if (p50Ms === null || p95Ms === null) return 'idle';
  if (p95Ms < 1_000) return `${Math.round(p50Ms)}, ${Math.round(p95Ms)} ms`;
  return `${(p50Ms / 1_000).toFixed(1)}, ${(p95Ms / 1_000).toFixed(1)} s`;
}

function deadText({ dead, undelivered }: ServiceSample): string {
  if (undelivered > 0)
    return dead === 0 ? `${count(undelivered)} undelivered` : `${count(dead)} dead, ${count(undelivered)} undelivered`;
  if (dead > 0) return `${count(dead)} dead ${dead === 1 ? 'message' : 'messages'}`;
  return 'no dead messages';
}

/** Durations, to the right of it, take more room than depths. */
const MIDDLE = 80;

const FOOT = 24;

/** The lower edge of a card, with its round corners. */
function footOf(width: number, height: number): string {
  return `M0,${height - FOOT} H${width} V${height - 8} a8,8 0 0 1 -8,8 H8 a8,8 0 0 1 -8,-8 z`;
}

function cornerOf({ x, y, width, height }: Placed): string {
  return `translate(${x - width / 2},${y - height / 2})`;
}
