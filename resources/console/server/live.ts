/** The live channel: samples, progress and news by server-sent events, to every page that is open. */
import type { ServerResponse } from 'node:http';
import type { FlowSample, FlowSource } from './flow.ts';

/** A page that comes later gets so many of the last samples, for its charts: a quarter of an hour here. */
const MOST_HISTORY = 900;

/** A page that reads no more is let go when so much waits for it: it connects again, and gets the history. */
const MOST_WAITING_BYTES = 8_000_000;

/** After a sample failed, news of it is sent, and the next one taken, after the usual time. */
export class Live {
  readonly #source: FlowSource;
  readonly #greeting: () => unknown;
  readonly #onSample: () => void;
  readonly #pages = new Set<ServerResponse>();
  readonly #history: FlowSample[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isTaking = false;
  #isStopped = false;

  /** `greeting` is what each page is told first, `onSample` is called after each sample. */
  constructor(source: FlowSource, greeting: () => unknown, onSample: () => void = () => undefined) {
    this.#source = source;
    this.#greeting = greeting;
    this.#onSample = onSample;
  }

  start(): void {
    this.#tickNow();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const page of this.#pages) page.end();
  }

  /** Keeps `response` open and sends everything from now on, after the greeting and the history. */
  join(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
    send(response, 'hello', { ...(this.#greeting() as object), everyMs: this.#source.everyMs, history: this.#history });
    // Who comes first should not wait for what nobody has taken.
    if (this.#pages.size === 1 && !this.#isTaking) this.#tickNow();
  }

  tell(event: string, data: unknown): void {
    for (const page of this.#pages) {
      if (page.writableLength > MOST_WAITING_BYTES) page.destroy();
      else send(page, event, data);
    }
  }

  #tickNow(): void {
    clearTimeout(this.#timer);
    void this.#tick();
  }

  async #tick(): Promise<void> {
    const startedAt = Date.now();
    if (this.#source.isFree || this.#pages.size > 0) await this.#take();
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#tick(), Math.max(0, startedAt + this.#source.everyMs - Date.now()));
  }

  async #take(): Promise<void> {
    this.#isTaking = true;
    try {
      const sample = await this.#source.sample();
      this.#history.push(sample);
      if (this.#history.length > MOST_HISTORY) this.#history.shift();
      this.tell('sample', sample);
      this.#onSample();
    } catch (error) {
      this.tell('trouble', { message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    } finally {
      this.#isTaking = false;
    }
  }
}

/** JSON has no line breaks of its own, so one `data:` line holds it. */
function send(response: ServerResponse, event: string, data: unknown): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
