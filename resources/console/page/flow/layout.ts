/** Where everything on the map lies: left to right as an order flows, by dagre, once. */
import { Graph, layout } from '@dagrejs/dagre';
import type { FlowMap } from '../../server/contract.ts';

export interface Placed {
  readonly name: string;
  readonly kind: 'entry' | 'event' | 'service';
  /** Of the centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** Where its rate is the event's. */
  readonly eventType: string;
  readonly path: string;
  /** Of the label. */
  readonly x: number;
  readonly y: number;
  /** To a service that hears everything: drawn faintly, or it would hide the others. */
  readonly isFaint: boolean;
}

export interface Layout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Placed[];
  readonly edges: readonly Edge[];
}

const SIZES = {
  entry: { width: 76, height: 40 },
  event: { width: 92, height: 40 },
  service: { width: 170, height: 124 },
} as const;

const MARGIN = 8;

/** Room for `12.3/s` beside a line. */
const LABEL = { width: 32, height: 12, labelpos: 'c' };

export function layoutOf({ entries, services }: FlowMap): Layout {
  const types = [...new Set([...entries, ...services].flatMap(({ publishes }) => publishes))];
  const hearsAll = (consumes: readonly string[]) => types.every((type) => consumes.includes(type));
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 6, ranksep: 6, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const add = (name: string, kind: Placed['kind']) => graph.setNode(`${kind}:${name}`, { name, kind, ...SIZES[kind] });
  for (const { name } of entries) add(name, 'entry');
  for (const type of types) add(type, 'event');
  for (const { name } of services) add(name, 'service');
  const connect = (from: string, to: string, weight: number) => graph.setEdge(from, to, { weight, ...LABEL });
  for (const { name, publishes } of entries) {
    for (const type of publishes) connect(`entry:${name}`, `event:${type}`, 4);
  }
  for (const { name, consumes, publishes } of services) {
    for (const type of publishes) connect(`service:${name}`, `event:${type}`, 2);
    for (const type of consumes) connect(`event:${type}`, `service:${name}`, hearsAll(consumes) ? 0 : 1);
  }
  layout(graph);
  const faint = new Set(services.filter(({ consumes }) => hearsAll(consumes)).map(({ name }) => `service:${name}`));
  const drawn = [
    ...graph
      .edges()
      .flatMap(({ v, w }: { v: string; w: string }) => (graph.edge(v, w) as { points?: Point[] }).points ?? []),
    ...graph.nodes().flatMap((id: string) => cornersOf(graph.node(id) as unknown as Placed)),
  ];
  const left = Math.min(...drawn.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...drawn.map(({ y }) => y)) - MARGIN;
  return {
    left,
    top,
    width: Math.max(...drawn.map(({ x }) => x)) + MARGIN - left,
    height: Math.max(...drawn.map(({ y }) => y)) + MARGIN - top,
    nodes: graph.nodes().map((id: string) => graph.node(id) as unknown as Placed),
    edges: graph.edges().map(({ v, w }: { v: string; w: string }): Edge => {
      const { points = [], x = 0, y = 0 } = graph.edge(v, w) as Partial<Point> & { points?: Point[] };
      const eventType = nameOf(v.startsWith('event:') ? v : w);
      return { key: `${v}>${w}`, from: v, to: w, eventType, path: pathOf(points), x, y, isFaint: faint.has(w) };
    }),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function cornersOf({ x, y, width, height }: Placed): Point[] {
  return [
    { x: x - width / 2, y: y - height / 2 },
    { x: x + width / 2, y: y + height / 2 },
  ];
}

/** A smooth line through the points: each inner one bends it, none is a corner. */
function pathOf([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return '';
  const parts = rest.map((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) return `L${point.x},${point.y}`;
    return `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`;
  });
  return `M${first.x},${first.y}${parts.join('')}`;
}

function nameOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
