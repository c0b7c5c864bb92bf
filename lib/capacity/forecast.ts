/**
 * What queues will hold: a model in steps of a second. Each station is a queue and its function; what one publishes arrives at
 * others. Nothing is random: it computes what to expect, and is checked against the simulator.
 */

export interface Station {
  readonly name: string;
  /** Messages that one order brings, by event type. */
  readonly receivesPerOrder: Readonly<Record<string, number>>;
  /** Events that one order makes it publish, by type. */
  readonly publishesPerOrder: Readonly<Record<string, number>>;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  /** What an invocation takes, and each message of its batch on top. */
  readonly invocationMs: number;
  readonly messageMs: number;
}

export interface Load {
  /** The event that each order begins with. */
  readonly begins: string;
  readonly usualOrdersPerSecond: number;
  readonly ordersPerSecond: number;
  /** So long; before and after it is as usual. */
  readonly seconds: number;
}

export interface StationForecast {
  readonly name: string;
  /** At the load: messages that arrive each second, and that it can deal with. */
  readonly messagesPerSecond: number;
  readonly capacityPerSecond: number;
  /** Messages that wait, and seconds that the oldest has waited, in each second. */
  readonly backlog: readonly number[];
  readonly ageSeconds: readonly number[];
  /** Seconds after the load until nothing waits any more; `undefined` when it is not within the horizon. */
  readonly drainedAfterSeconds: number | undefined;
}

/** Lambda begins with five batches at once and adds up to 300 a minute. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const FIRST_CONCURRENCY = 5;
const MORE_PER_SECOND = 5;

/** The load begins after so long. */
export const LEAD_SECONDS = 60;

export function forecast(stations: readonly Station[], load: Load, horizonSeconds: number): StationForecast[] {
  const states = stations.map((station) => new State(station));
  for (let second = 0; second < horizonSeconds; second += 1) {
    const isBusy = second >= LEAD_SECONDS && second < LEAD_SECONDS + load.seconds;
    const published = new Map([[load.begins, isBusy ? load.ordersPerSecond : load.usualOrdersPerSecond]]);
    // What was published in the second before arrives now.
    for (const state of states) {
      for (const [type, rate] of state.published) published.set(type, (published.get(type) ?? 0) + rate);
    }
    for (const state of states) state.step(published);
  }
  return states.map((state) => state.forecast(load));
}

/** Messages that a station deals with in a second, when all its batches are full. */
export function capacityOf({ batchSize, maximumConcurrency, invocationMs, messageMs }: Station): number {
  return (maximumConcurrency * batchSize * 1_000) / (invocationMs + batchSize * messageMs);
}

/** Messages that an order brings to a station. */
export function messagesPerOrder({ receivesPerOrder }: Station): number {
  return Object.values(receivesPerOrder).reduce((sum, count) => sum + count, 0);
}

/** Fewer than this do not wait: they are on their way. */
const WAITING = 1;

class State {
  /** Events published in the last second, by type. */
  published: ReadonlyMap<string, number> = new Map();
  readonly #station: Station;
  readonly #backlog: number[] = [];
  readonly #ageSeconds: number[] = [];
  /** Messages that ever arrived, by second; and that were ever dealt with. */
  readonly #arrived: number[] = [];
  #dealtWith = 0;
  #concurrency = FIRST_CONCURRENCY;
  #oldest = 0;

  constructor(station: Station) {
    this.#station = station;
  }

  step(published: ReadonlyMap<string, number>): void {
    const { receivesPerOrder, publishesPerOrder, maximumConcurrency } = this.#station;
    const arrivals = Object.keys(receivesPerOrder).reduce((sum, type) => sum + (published.get(type) ?? 0), 0);
    const before = this.#arrived.at(-1) ?? 0;
    this.#arrived.push(before + arrivals);
    const waiting = before + arrivals - this.#dealtWith;
    const capacity = (capacityOf(this.#station) * Math.min(this.#concurrency, maximumConcurrency)) / maximumConcurrency;
    const dealtWith = Math.min(waiting, capacity);
    this.#dealtWith += dealtWith;
    this.#concurrency = dealtWith < capacity ? FIRST_CONCURRENCY : this.#concurrency + MORE_PER_SECOND;
    const perMessage = 1 / (messagesPerOrder(this.#station) || 1);
    this.published = new Map(
      Object.entries(publishesPerOrder).map(([type, count]) => [type, dealtWith * perMessage * count]),
    );
    this.#backlog.push(waiting - dealtWith);
    this.#ageSeconds.push(this.#age());
  }

  forecast({ ordersPerSecond, seconds }: Load): StationForecast {
    const end = LEAD_SECONDS + seconds;
    const drained = this.#backlog.findIndex((waiting, second) => second >= end && waiting < WAITING);
    return {
      name: this.#station.name,
      messagesPerSecond: ordersPerSecond * messagesPerOrder(this.#station),
      capacityPerSecond: capacityOf(this.#station),
      backlog: this.#backlog,
      ageSeconds: this.#ageSeconds,
      drainedAfterSeconds: drained < 0 ? undefined : drained - end,
    };
  }

  /** Since the second in which the message arrived that is next. */
  #age(): number {
    while ((this.#arrived[this.#oldest] ?? Number.POSITIVE_INFINITY) <= this.#dealtWith) this.#oldest += 1;
    return Math.max(0, this.#arrived.length - 1 - this.#oldest);
  }
}
