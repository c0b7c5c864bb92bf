/**
 * The same hour in an order service that calls the others and waits: the same load, the same capacity behind each call, no
 * queue but the line in front of it. A model, not a measurement: it is kinder to this design than life, as nobody tries again.
 */
import { seededRandom } from '../../../lib/clock/seeded.ts';
import { VirtualTime } from '../../../lib/simulator/virtual-time.ts';
import { arrivals, LIMITS, PROVIDER_MS, SECONDS } from './load.ts';

/** API Gateway waits this long. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const CALLER_WAITS_MS = 29_000;
const SAMPLE_MS = 10_000;
/** What a service takes that asks only DynamoDB. */
const QUICK_MS = 20;

/** In this order, each when the one before has answered. */
const CALLEES = [
  { name: 'payment', milliseconds: PROVIDER_MS },
  { name: 'invoice', milliseconds: QUICK_MS },
  { name: 'fulfillment', milliseconds: QUICK_MS },
  { name: 'shipping', milliseconds: PROVIDER_MS },
] as const;

/** As many at once as Fanfare's function has: invocations times messages of a batch. */
function slotsOf(name: string): number {
  const { maximumConcurrency = 10, batchSize = 10 } = LIMITS[name] ?? {};
  return maximumConcurrency * batchSize;
}

export interface RequestResponse {
  readonly sampleSeconds: number;
  /** Customers who heard in time that their order was taken, and who did not, in each sample. */
  readonly answered: number[];
  readonly failed: number[];
  /** Of those who did not, were charged all the same. */
  readonly chargedAndFailed: number;
}

interface Order {
  hasGivenUp: boolean;
  isCharged: boolean;
}

export async function requestResponse(): Promise<RequestResponse> {
  const time = new VirtualTime(0);
  const random = seededRandom(29);
  const lines = CALLEES.map(
    ({ name, milliseconds }) => new Line(time, slotsOf(name), () => 2 * random() * milliseconds),
  );
  const samples = SECONDS.hour / (SAMPLE_MS / 1_000);
  const answered = Array.from({ length: samples }, () => 0);
  const failed = Array.from({ length: samples }, () => 0);
  let chargedAndFailed = 0;
  const count = (series: number[]): void => {
    const index = Math.min(samples - 1, Math.floor(time.elapsedMs / SAMPLE_MS));
    series[index] = (series[index] ?? 0) + 1;
  };
  const place = (): void => {
    const order: Order = { hasGivenUp: false, isCharged: false };
    const forget = time.after(CALLER_WAITS_MS, () => {
      order.hasGivenUp = true;
      if (order.isCharged) chargedAndFailed += 1;
      count(failed);
    });
    const call = (index: number): void => {
      const line = lines[index];
      if (line === undefined) {
        forget();
        count(answered);
        return;
      }
      line.enter(order, () => {
        if (index === 0) {
          order.isCharged = true;
          if (order.hasGivenUp) chargedAndFailed += 1;
        }
        if (!order.hasGivenUp) call(index + 1);
      });
    };
    call(0);
  };
  for (const atMs of arrivals()) time.after(atMs, place);
  await time.run();
  return { sampleSeconds: SAMPLE_MS / 1_000, answered, failed, chargedAndFailed };
}

/** Callers wait for a free slot, and leave when they have given up. */
class Line {
  readonly #time: VirtualTime;
  readonly #takes: () => number;
  readonly #waiting: { readonly order: Order; readonly then: () => void }[] = [];
  #free: number;

  constructor(time: VirtualTime, slots: number, takes: () => number) {
    this.#time = time;
    this.#free = slots;
    this.#takes = takes;
  }

  enter(order: Order, then: () => void): void {
    this.#waiting.push({ order, then });
    this.#serve();
  }

  #serve(): void {
    while (this.#free > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.order.hasGivenUp) continue;
      this.#free -= 1;
      this.#time.after(this.#takes(), () => {
        this.#free += 1;
        next.then();
        this.#serve();
      });
    }
  }
}
