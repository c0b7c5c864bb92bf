/** The shop: sends each order until it hears what became of it, as a client that obeys the API's documentation does. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Random } from '../../lib/clock/clock.ts';
import type { Ended } from '../../lib/simulator/aws/simulated-function.ts';
import type { Strikes } from '../../lib/simulator/fate.ts';
import type { Surroundings } from '../../lib/simulator/network.ts';
import { orderApiInvocation } from '../../resources/generate/invocations.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import { orderFor, withoutQuantity } from './orders.ts';
import type { Accuse } from './providers.ts';
import type { Stack } from './stack.ts';

/** After a request that came to nothing, the shop waits up to this long. */
const PATIENCE_MS = 20_000;
/** A client that was not sure sends its request again within this time, even if all is well. */
const SECOND_REQUEST_MS = 60_000;

export class Shop {
  readonly accepted = new Map<string, RetailOrder>();
  readonly rejected: RetailOrder[] = [];
  readonly #idOf = new Map<string, string>();
  readonly #api: Stack['api'];
  readonly #surroundings: Surroundings;
  readonly #accuse: Accuse;
  readonly #random: Random;
  readonly #sendsTwice: Strikes;
  readonly #sendsNonsense: Strikes;
  readonly #reusesKey: Strikes;

  constructor(api: Stack['api'], surroundings: Surroundings, accuse: Accuse) {
    this.#api = api;
    this.#surroundings = surroundings;
    this.#accuse = accuse;
    const { fate } = surroundings;
    this.#random = fate.random('shop');
    this.#sendsTwice = fate.at('duplicates', 'shop');
    this.#sendsNonsense = fate.at('invalid orders', 'shop');
    this.#reusesKey = fate.at('reused keys', 'shop');
  }

  /** Sends the order of this index after `delayMs`. */
  place(seed: number, index: number, delayMs: number): void {
    this.send(orderFor(seed, index), index, delayMs);
  }

  /** Sends `order` after `delayMs`; the index is its idempotency key. */
  send(order: RetailOrder, index: number, delayMs: number): void {
    const offered = this.#sendsNonsense() ? withoutQuantity(order) : order;
    this.#later(delayMs, () => this.#send(offered, `order-${index}`));
    if (this.#sendsTwice()) {
      this.#later(delayMs + this.#random() * SECOND_REQUEST_MS, () => this.#send(offered, `order-${index}`));
    }
  }

  #send(order: RetailOrder, key: string): void {
    this.#request(order, key, (ended) => this.#hear(order, key, ended));
  }

  #hear(order: RetailOrder, key: string, ended: Ended<APIGatewayProxyStructuredResultV2>): void {
    const { statusCode = 504, body = '{}' } = ended.kind === 'answered' ? ended.answer : {};
    if (statusCode === 202) {
      this.#accept(JSON.parse(body).orderId, order, key);
    } else if (statusCode === 400) {
      if (!this.rejected.includes(order)) this.rejected.push(order);
    } else if (statusCode >= 500) {
      this.#later(this.#random() * PATIENCE_MS, () => this.#send(order, key));
    } else {
      this.#accuse('the API answers as documented', `${statusCode} to ${key}`);
    }
  }

  #accept(orderId: string, order: RetailOrder, key: string): void {
    const known = this.#idOf.get(key);
    if (known !== undefined && known !== orderId) this.#accuse('one key, one order', `${key} is two orders`);
    const isNew = known === undefined;
    this.#idOf.set(key, orderId);
    this.accepted.set(orderId, order);
    if (isNew && this.#reusesKey()) this.#reuse(order, key);
  }

  /** Another order under the same key is refused, whenever it comes. */
  #reuse(order: RetailOrder, key: string): void {
    const other = { ...order, body: { ...order.body, customerId: 'somebody-else' } };
    this.#request(other, key, (ended) => {
      const { statusCode = 504 } = ended.kind === 'answered' ? ended.answer : {};
      if (statusCode < 400) this.#accuse('one key, one order', `${key} was taken for two orders`);
      if (statusCode >= 500) this.#later(this.#random() * PATIENCE_MS, () => this.#reuse(order, key));
    });
  }

  #request(order: RetailOrder, key: string, hear: (ended: Ended<APIGatewayProxyStructuredResultV2>) => void): void {
    const event = orderApiInvocation(order.body);
    const headers = { ...event.headers, 'idempotency-key': key };
    this.#surroundings.note?.('shop', `sends ${key}`);
    this.#api.invoke({ ...event, headers } as APIGatewayProxyEventV2, (ended) => {
      this.#surroundings.note?.(
        'shop',
        `hears of ${key}: ${ended.kind === 'answered' ? ended.answer.statusCode : ended.kind}`,
      );
      hear(ended);
    });
  }

  #later(delayMs: number, then: () => void): void {
    this.#surroundings.time.after(delayMs, then);
  }
}
