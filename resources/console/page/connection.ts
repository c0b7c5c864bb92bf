/** The live channel and the requests, both with the token. */
import { signal } from '@preact/signals';
import { EventSource } from 'eventsource';
import type { FlowSample, Hello, LoadState } from '../server/contract.ts';
import { addSample, connection, heardAt, hello, history, load, mergeHistory, trouble } from './session.ts';
import { forgetToken, lendToken, takeToken } from './token.ts';

let token = '';

export interface ProgressNews {
  readonly operation: string;
  readonly label: string;
  readonly done?: number;
  readonly total?: number;
}

/** Of what this page asked for last; other pages have their own. */
export const progress = signal<ProgressNews | undefined>(undefined);

let operation = '';

/** A server that says nothing for so many samples is not there any more. */
const MISSED_SAMPLES = 4;
const LEAST_SILENCE_MS = 4_000;

/** Connects, and again after every interruption, until the server refuses the token. */
export async function connect(): Promise<void> {
  token = await takeToken();
  const source = new EventSource('/api/live', {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });
  const on = <T>(event: string, take: (data: T) => void) =>
    source.addEventListener(event, ({ data }: { data: string }) => {
      heardAt.value = Date.now();
      connection.value = 'live';
      take(JSON.parse(data));
    });
  on<Hello>('hello', (greeting) => {
    mergeHistory(greeting.history);
    hello.value = greeting;
    lendToken(token);
    load.value = greeting.load;
  });
  on<FlowSample>('sample', addSample);
  on<LoadState>('load', (state) => {
    load.value = state;
  });
  on<ProgressNews>('progress', (news) => {
    if (news.operation === operation) progress.value = news;
  });
  on<{ message: string }>('trouble', ({ message }) => {
    trouble.value = message;
  });
  source.addEventListener('error', (error: { code?: number | undefined }) => {
    if (error.code === 401) {
      connection.value = 'refused';
      forgetToken();
    } else if (connection.value !== 'refused') connection.value = hello.value === undefined ? 'connecting' : 'stale';
  });
  setInterval(noticeSilence, 1_000);
}

function noticeSilence(): void {
  const everyMs = hello.value?.everyMs ?? 1_000;
  if (connection.value !== 'live') return;
  if (Date.now() - heardAt.value > Math.max(LEAST_SILENCE_MS, MISSED_SAMPLES * everyMs)) connection.value = 'stale';
}

/** How old the newest sample is, in milliseconds, by the server's clock as far as it is known. */
export function silenceMs(now: number): number {
  return history.value.length === 0 ? 0 : now - heardAt.value;
}

/** What the server refused, in its own words. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks the server. Throws Refused, or what fetch throws when there is no server. */
export async function ask<T>(action: string, body: object = {}, signal?: AbortSignal): Promise<T> {
  operation = crypto.randomUUID();
  const response = await fetch(`/api/${action}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-operation': operation,
    },
    body: JSON.stringify(body),
    ...(signal !== undefined && { signal }),
  });
  const document = (await response.json()) as T & { detail?: string; title?: string };
  if (response.ok) return document;
  throw new Refused(response.status, document.detail ?? document.title ?? `the console answered ${response.status}`);
}

/** An error for a person. */
export function told(error: unknown): string {
  if (error instanceof Refused) return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}`;
  if (error instanceof TypeError) return 'The console does not answer: is it still running?';
  return error instanceof Error ? error.message : String(error);
}
