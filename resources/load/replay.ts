/** Sends orders through `POST /orders`, as a shop would. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RetailOrder } from './online-retail.ts';

/** Requests at once. A shop has many tills. */
export const TILLS = 16;

/** Attempts at one order while the API says that it is not available, or says nothing. */
const MAX_ATTEMPTS = 20;

/** What was offered, and what the API said. */
export interface Offered {
  /** Accepted orders by the id that the API gave them. */
  readonly accepted: ReadonlyMap<string, RetailOrder>;
  readonly rejected: readonly RetailOrder[];
}

export interface ReplayOptions {
  /** Orders per second; as fast as it goes when undefined. */
  readonly rate: number | undefined;
  readonly onProgress: (done: number, wasAccepted: boolean) => void;
  /** Ends the replay: no more orders are begun. */
  readonly signal?: AbortSignal | undefined;
}

/** Resolves when every order was answered. Throws when the API answers with anything but yes, no, or not now. */
export async function replay(
  apiUrl: string,
  orders: readonly RetailOrder[],
  { rate, onProgress, signal }: ReplayOptions,
): Promise<Offered> {
  const accepted = new Map<string, RetailOrder>();
  const rejected: RetailOrder[] = [];
  const queue = orders.entries();
  const start = performance.now();
  let done = 0;
  const till = async (): Promise<void> => {
    for (const [index, order] of queue) {
      if (signal?.aborted) return;
      if (rate !== undefined) await sleep(Math.max(0, start + (index * 1_000) / rate - performance.now()));
      const orderId = await place(apiUrl, order);
      if (orderId === undefined) rejected.push(order);
      else accepted.set(orderId, order);
      done += 1;
      onProgress(done, orderId !== undefined);
    }
  };
  await Promise.all(Array.from({ length: TILLS }, till));
  return { accepted, rejected };
}

/** The order's id, or undefined when the API refused it. */
async function place(apiUrl: string, order: RetailOrder): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, orderId, title } = await answerTo(apiUrl, order);
    if (status === 202 && orderId !== undefined) return orderId;
    if (status === 400) return undefined;
    if ((status !== NO_ANSWER && status < 500) || attempt === MAX_ATTEMPTS) {
      throw new Error(`POST /orders answered ${status} (${title ?? 'no title'}) for invoice ${order.invoiceNo}`);
    }
    await sleep(50 * attempt);
  }
}

/** The connection broke: whether the order is known now, its key finds out. */
const NO_ANSWER = 0;

interface Answer {
  readonly status: number;
  readonly orderId?: string;
  readonly title?: string;
}

async function answerTo(apiUrl: string, { invoiceNo, body }: RetailOrder): Promise<Answer> {
  try {
    const { status, text } = await post(`${apiUrl}/orders`, `invoice-${invoiceNo}`, JSON.stringify(body));
    return { ...(JSON.parse(text) as Omit<Answer, 'status'>), status };
  } catch (error) {
    return { status: NO_ANSWER, title: error instanceof Error ? error.message : String(error) };
  }
}

const agent = new Agent({ keepAlive: true });

/** Not by `fetch`, which takes three times as much of the processor that it shares with what it loads. */
function post(url: string, idempotencyKey: string, body: string): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
