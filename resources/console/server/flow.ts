/** What the console's map shows: the system as it is declared, and samples of what moves through it. */

export interface FlowMap {
  /** The ways in: what publishes without consuming. */
  readonly entries: readonly { readonly name: string; readonly publishes: readonly string[] }[];
  readonly services: readonly ServiceOnMap[];
}

export interface ServiceOnMap {
  readonly name: string;
  readonly does: string;
  readonly consumes: readonly string[];
  readonly publishes: readonly string[];
  readonly maximumConcurrency: number;
  /** A message that waits longer is late. */
  readonly ageObjectiveSeconds: number;
}

/** Rates are per second. What is not known, or has no value because nothing happened, is `null`. */
export interface FlowSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How old the figures of topics and functions are; those of queues are of now. `null` when nothing was counted lately. */
  readonly metricsAgeSeconds: number | null;
  /** Messages published, by event type. */
  readonly published: Readonly<Record<string, number>>;
  readonly services: Readonly<Record<string, ServiceSample>>;
}

export interface ServiceSample {
  readonly waiting: number;
  readonly inFlight: number;
  /** Of the oldest message in the queue. */
  readonly oldestSeconds: number | null;
  /** Messages in the dead-letter queue. */
  readonly dead: number;
  /** Messages that SNS could not deliver to the queue. */
  readonly undelivered: number;
  /** Invocations at once. */
  readonly running: number | null;
  readonly invocations: number | null;
  readonly errors: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** `null` where these credentials may not ask Lambda. */
  readonly isPaused: boolean | null;
}

/** What the resources of the map are called where they run. */
export interface FlowNames {
  topic(eventType: string): string;
  queue(service: string): string;
  dlq(service: string): string;
  deliveryDlq(service: string): string;
  function(service: string): string;
}

export interface FlowSource {
  readonly everyMs: number;
  /** A sample costs nothing: it is taken even while nobody looks, so that who comes later sees what was before. */
  readonly isFree: boolean;
  sample(): Promise<FlowSample>;
}

export function eventTypesOf({ entries, services }: FlowMap): string[] {
  return [...new Set([...entries, ...services].flatMap(({ publishes }) => publishes))];
}
