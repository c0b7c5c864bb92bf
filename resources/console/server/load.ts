/** Load on the local system: one order from a form, a file of orders at a chosen rate, chaos, and queues that pause. */
import { readFile } from 'node:fs/promises';
import { STOCK } from '../../../handlers/fulfillment/stock.ts';
import type { Stage } from '../../../lib/cli/stage.ts';
import { isObject } from '../../../lib/json.ts';
import { physicalName } from '../../../lib/lambda/names.ts';
import type { LocalSystem } from '../../../lib/local/local-system.ts';
import { type RetailOrder, readOnlineRetail } from '../../load/online-retail.ts';
import { replay } from '../../load/replay.ts';
import { fillShelves } from '../../load/shelves.ts';
import { refusal } from './access.ts';
import { type ActionRequest, type Actions, numberIn, requiredTextIn, textIn, truthIn, writes } from './actions.ts';
import type { LoadState, Placed, ReplayState } from './contract.ts';
import type { FlowNames } from './flow.ts';
import { shown } from './refusals.ts';

type Loaded = Pick<LocalSystem, 'apiUrl' | 'chaos' | 'pause' | 'resume'>;

const SAMPLE = new URL('../../load/orders.csv', import.meta.url);

/** What chaos does when it is switched on: as often as in the demo. */
const SHARES = { duplicates: 0.2, crashes: 0.05 } as const;

export class Load {
  readonly #system: Loaded;
  readonly #stage: Stage;
  readonly #names: FlowNames;
  readonly #services: readonly string[];
  #replay: ReplayState | null = null;
  #running: AbortController | undefined;

  /** `services` are those that can be paused, by their names. */
  constructor(system: Loaded, stage: Stage, names: FlowNames, services: readonly string[]) {
    this.#system = system;
    this.#stage = stage;
    this.#names = names;
    this.#services = services;
  }

  get state(): LoadState {
    const { settings, counts } = this.#system.chaos;
    return {
      replay: this.#replay,
      chaos: {
        duplicates: (settings.duplicates ?? 0) > 0,
        reorder: settings.reorder ?? false,
        crashes: (settings.crashes ?? 0) > 0,
        done: counts,
      },
    };
  }

  get actions(): Actions {
    const { chaos } = this.#system;
    return {
      'load/order': writes(({ body }) => this.#place(body)),
      'load/replay': writes(({ body }) => this.#start(body)),
      'load/stop': writes(async () => this.#running?.abort()),
      'load/chaos': writes(async ({ body }) => {
        chaos.change({
          duplicates: truthIn(body, 'duplicates') ? SHARES.duplicates : 0,
          reorder: truthIn(body, 'reorder'),
          crashes: truthIn(body, 'crashes') ? SHARES.crashes : 0,
        });
        return this.state;
      }),
      'load/feed': writes(async ({ body }) => {
        const service = requiredTextIn(body, 'service');
        if (!this.#services.includes(service)) throw refusal(400, 'Bad request', 'There is no such service.');
        const name = this.#names.function(service);
        if (truthIn(body, 'paused')) await this.#system.pause(name);
        else this.#system.resume(name);
      }),
    };
  }

  /** No more orders are begun. */
  stop(): void {
    this.#running?.abort();
  }

  /** The order API validates; the page shows what it says. */
  async #place(body: ActionRequest['body']): Promise<Placed> {
    const idempotencyKey = requiredTextIn(body, 'idempotencyKey');
    // What no header can carry never gets as far as the order API.
    if (!/^[\x21-\x7e]+$/.test(idempotencyKey)) {
      throw refusal(400, 'Bad request', 'idempotencyKey must be printable ASCII without spaces');
    }
    const stock = numberIn(body, 'stock');
    if (stock !== undefined) await this.#fillShelves(skusIn(body.order), stock);
    const response = await fetch(`${this.#system.apiUrl}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body.order),
    });
    const { orderId, detail, errors } = (await response.json()) as Partial<Placed>;
    return { status: response.status, orderId: orderId ?? null, detail: detail ?? null, errors: errors ?? [] };
  }

  async #start(body: ActionRequest['body']): Promise<LoadState> {
    if (this.#replay?.isRunning) throw refusal(409, 'Not done', 'A file is being replayed already: stop it first.');
    const file = textIn(body, 'file') ?? 'the sample';
    const csv = textIn(body, 'csv') ?? (await readFile(SAMPLE, 'utf8'));
    const repeat = numberIn(body, 'repeat') ?? 1;
    const rate = numberIn(body, 'rate');
    if (rate !== undefined && rate <= 0) throw refusal(400, 'Bad request', 'The rate must be above zero.');
    const orders = repeated(ordersIn(csv), repeat, requiredTextIn(body, 'run'));
    const stock = numberIn(body, 'stock');
    if (stock !== undefined) await this.#fillShelves(skusOf(orders), stock);
    this.#replay = { file, total: orders.length, done: 0, accepted: 0, rejected: 0, isRunning: true, trouble: null };
    void this.#run(orders, rate);
    return this.state;
  }

  async #run(orders: readonly RetailOrder[], rate: number | undefined): Promise<void> {
    this.#running = new AbortController();
    const onProgress = (done: number, wasAccepted: boolean) => {
      const { accepted = 0, rejected = 0 } = this.#replay ?? {};
      this.#become({
        done,
        accepted: accepted + (wasAccepted ? 1 : 0),
        rejected: rejected + (wasAccepted ? 0 : 1),
      });
    };
    try {
      await replay(this.#system.apiUrl, orders, { rate, onProgress, signal: this.#running.signal });
    } catch (error) {
      this.#become({ trouble: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#become({ isRunning: false });
    }
  }

  #become(change: Partial<ReplayState>): void {
    if (this.#replay !== null) this.#replay = { ...this.#replay, ...change };
  }

  async #fillShelves(skus: Iterable<string>, units: number): Promise<void> {
    if (!Number.isInteger(units) || units < 0) throw refusal(400, 'Bad request', 'stock must be a whole number');
    const shelves = new Map([...skus].map((sku) => [sku, units]));
    const table = physicalName(this.#stage.prefix, 'fulfillment', STOCK);
    await shown(() => this.#stage.use(({ dynamodb }) => fillShelves(dynamodb, table, shelves)));
  }
}

/** A real file may have lines without one. */
function skusOf(orders: readonly RetailOrder[]): string[] {
  return orders.flatMap(({ body }) => body.lines.map(({ sku }) => sku)).filter((sku) => sku !== '');
}

/** Of an order that nobody has validated yet: what is no SKU is left to the order API to refuse. */
function skusIn(order: unknown): string[] {
  const lines = isObject(order) && Array.isArray(order.lines) ? order.lines : [];
  return lines.flatMap((line: unknown) =>
    isObject(line) && typeof line.sku === 'string' && line.sku !== '' && line.sku.isWellFormed() ? [line.sku] : [],
  );
}

function ordersIn(csv: string): readonly RetailOrder[] {
  try {
    const { orders } = readOnlineRetail(csv, () => ({ paymentToken: 'pm_card_visa' }));
    if (orders.length === 0) throw new Error('the file holds no orders');
    return orders;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(400, 'Not a file of orders', `Nothing was sent: ${why}.`, error);
  }
}

/** Each run, and each round of one, is a set of new orders: its keys are its own. */
function repeated(orders: readonly RetailOrder[], times: number, run: string): RetailOrder[] {
  if (!Number.isInteger(times) || times < 1 || times * orders.length > MOST_ORDERS) {
    throw refusal(
      400,
      'Bad request',
      `A file is replayed once, or a whole number of times: at most ${MOST_ORDERS.toLocaleString('en')} orders in all.`,
    );
  }
  return Array.from({ length: times }, (_, round) =>
    orders.map((order) => ({ ...order, invoiceNo: `${order.invoiceNo}-${run}-${round}` })),
  ).flat();
}

/** Held in memory until they are sent. */
const MOST_ORDERS = 100_000;
