/**
 * When a request to AWS is made again: the standard mode of AWS's own SDKs, in the terms of 2026.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './aws-error.ts';
import type { ServiceName } from './environment.ts';
import { networkCodeOf } from './network-errors.ts';

export interface RetryTerms {
  readonly maxAttempts: number;
  /** Upper bound of the delay before the second attempt, where nobody was throttled. */
  readonly transientBaseMs: number;
}

const STANDARD: RetryTerms = { maxAttempts: 3, transientBaseMs: 50 };

/** DynamoDB answers faster than other services, and so is asked again sooner and once more. */
export const RETRY_TERMS: Readonly<Record<ServiceName, RetryTerms>> = {
  dynamodb: { maxAttempts: 4, transientBaseMs: 25 },
  sns: STANDARD,
  sqs: STANDARD,
};

const THROTTLING_BASE_MS = 1_000;
const MAX_DELAY_MS = 20_000;

/** AWS may ask for more than the delay would have been, but for no more than this on top of it. */
const MAX_ASKED_ON_TOP_MS = 5_000;

/** A client that fails all the time stops retrying: what its retries may cost, and what one costs. */
const RETRY_BUDGET = 500;
const TRANSIENT_COST = 14;
const THROTTLING_COST = 5;
const SUCCESS_REFUND = 1;

const THROTTLING = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttled',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const TRANSIENT = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'ClockSkewCorrected']);
const TRANSIENT_STATUS = new Set([500, 502, 503, 504]);

export type RetryKind = 'throttling' | 'transient' | 'never';

function retryKindOf(error: unknown): RetryKind {
  if (error instanceof AwsError) return kindOfAnswer(error);
  if (typeof error !== 'object' || error === null) return 'never';
  if ('name' in error && TRANSIENT.has(String(error.name))) return 'transient';
  return networkCodeOf(error) === undefined ? 'never' : 'transient';
}

function kindOfAnswer({ name, status }: AwsError): RetryKind {
  if (status === 429 || THROTTLING.has(name)) return 'throttling';
  return TRANSIENT.has(name) || TRANSIENT_STATUS.has(status) ? 'transient' : 'never';
}

export interface Waiting {
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The delay that AWS asks for, in milliseconds; undefined where it asks for none. */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const asked = Number(headers['x-amz-retry-after'] ?? Number.NaN);
  return Number.isFinite(asked) && asked >= 0 ? asked : undefined;
}

/** Runs a request until it succeeds or its attempts are used up, with exponential back-off and full jitter. Throws the last error. */
export function retrying({ maxAttempts, transientBaseMs }: RetryTerms, { random, sleep }: Waiting) {
  let budget = RETRY_BUDGET;
  return async <T>(request: () => Promise<T>): Promise<T> => {
    let paid = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await request();
        budget = Math.min(RETRY_BUDGET, budget + (paid || SUCCESS_REFUND));
        return result;
      } catch (error) {
        const kind = retryKindOf(error);
        const cost = kind === 'throttling' ? THROTTLING_COST : TRANSIENT_COST;
        if (kind === 'never' || attempt === maxAttempts || budget < cost) throw error;
        budget -= cost;
        paid = cost;
        const base = kind === 'throttling' ? THROTTLING_BASE_MS : transientBaseMs;
        await sleep(asAsked(error, random() * Math.min(MAX_DELAY_MS, base * 2 ** (attempt - 1))));
      }
    }
  };
}

function asAsked(error: unknown, delayMs: number): number {
  const askedMs = error instanceof AwsError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(delayMs, Math.min(askedMs, delayMs + MAX_ASKED_ON_TOP_MS));
}
