/** Samples of the system that runs on this machine: counted, not estimated. */
import type { Clock } from '../../../lib/clock/clock.ts';
import type { LocalSystem } from '../../../lib/local/local-system.ts';
import type { Invocation } from '../../../lib/local/observer.ts';
import type { QueueDepth } from '../../../lib/local/queue-depths.ts';
import {
  eventTypesOf,
  type FlowMap,
  type FlowNames,
  type FlowSample,
  type FlowSource,
  type ServiceSample,
} from './flow.ts';

/** Durations are of the invocations that ended within this time, rates of functions as well. */
const WINDOW_MS = 10_000;

/** Of one function. More invocations than this within the window do not change a percentile much. */
const MOST_INVOCATIONS = 2_000;

type Observed = Pick<LocalSystem, 'queues' | 'traffic' | 'concurrency' | 'paused'>;

export class LocalFlow implements FlowSource {
  readonly everyMs = 1_000;
  readonly isFree = true;
  readonly #map: FlowMap;
  readonly #names: FlowNames;
  readonly #clock: Clock;
  readonly #recent = new Map<string, Invocation[]>();
  #system: Observed | undefined;
  #before: { readonly at: number; readonly published: Readonly<Record<string, number>> } | undefined;

  constructor(map: FlowMap, names: FlowNames, clock: Clock) {
    this.#map = map;
    this.#names = names;
    this.#clock = clock;
  }

  /** It is observed before it runs: the first invocation counts, too. */
  watch(system: Observed): void {
    this.#system = system;
  }

  readonly invoked = (invocation: Invocation): void => {
    const recent = this.#recent.get(invocation.functionName) ?? [];
    this.#recent.set(invocation.functionName, recent);
    recent.push(invocation);
    if (recent.length > MOST_INVOCATIONS) recent.shift();
  };

  async sample(): Promise<FlowSample> {
    const system = this.#system;
    if (system === undefined) throw new Error('there is nothing to sample yet');
    const [queues, traffic] = await Promise.all([system.queues(), system.traffic()]);
    const at = this.#clock.now();
    const published = byName(traffic.published);
    const sample: FlowSample = {
      at,
      metricsAgeSeconds: 0,
      published: this.#rates(traffic.at, published),
      services: Object.fromEntries(
        this.#map.services.map(({ name }) => [name, this.#service(name, at, queues, traffic.oldestSentAt, system)]),
      ),
    };
    this.#before = { at: traffic.at, published };
    return sample;
  }

  #rates(at: number, published: Readonly<Record<string, number>>): Record<string, number> {
    const before = this.#before;
    const seconds = before === undefined ? 1 : Math.max(0.001, (at - before.at) / 1_000);
    return Object.fromEntries(
      eventTypesOf(this.#map).map((type) => {
        const topic = this.#names.topic(type);
        const since = (published[topic] ?? 0) - (before?.published[topic] ?? 0);
        return [type, since / seconds];
      }),
    );
  }

  #service(
    name: string,
    at: number,
    queues: readonly QueueDepth[],
    oldestSentAt: Readonly<Record<string, number>>,
    system: Observed,
  ): ServiceSample {
    const depth = (queueName: string) => queues.find((queue) => queue.name === queueName);
    const queue = depth(this.#names.queue(name));
    const oldest = oldestSentAt[this.#names.queue(name)];
    const functionName = this.#names.function(name);
    const recent = this.#window(functionName, at);
    const durations = recent.map(({ durationMs }) => durationMs).sort((one, other) => one - other);
    return {
      waiting: (queue?.visible ?? 0) + (queue?.delayed ?? 0),
      inFlight: queue?.inFlight ?? 0,
      oldestSeconds: oldest === undefined ? null : Math.max(0, (at - oldest) / 1_000),
      dead: total(depth(this.#names.dlq(name))),
      undelivered: total(depth(this.#names.deliveryDlq(name))),
      running: system.concurrency()[functionName]?.running ?? 0,
      invocations: (recent.length * 1_000) / WINDOW_MS,
      errors: (recent.filter(({ outcome }) => outcome !== 'answered').length * 1_000) / WINDOW_MS,
      p50Ms: percentile(durations, 0.5),
      p95Ms: percentile(durations, 0.95),
      isPaused: system.paused().includes(functionName),
    };
  }

  #window(functionName: string, at: number): readonly Invocation[] {
    const recent = (this.#recent.get(functionName) ?? []).filter(
      ({ startedAt, durationMs }) => startedAt + durationMs > at - WINDOW_MS,
    );
    this.#recent.set(functionName, recent);
    return recent;
  }
}

/** By nearest rank, of sorted values. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function byName(byArn: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(byArn).map(([arn, count]) => [arn.slice(arn.lastIndexOf(':') + 1), count]));
}

function total(queue: QueueDepth | undefined): number {
  return queue === undefined ? 0 : queue.visible + queue.inFlight + queue.delayed;
}
