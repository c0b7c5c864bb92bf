/**
 * When a request to AWS is made again: the standard mode of AWS's own SDKs, in the terms of 2026.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import { AwsError } from './aws-error.ts';

const MAX_ATTEMPTS = 3;
const TRANSIENT_BASE_MS = 50;
const THROTTLING_BASE_MS = 1_000;
const MAX_DELAY_MS = 20_000;

/** A client that fails all the time stops retrying: what its retries may cost, and what one costs. */
export const RETRY_BUDGET = 500;
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
const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

export type RetryKind = 'throttling' | 'transient' | 'never';

export function retryKindOf(error: unknown): RetryKind {
  if (error instanceof AwsError) return kindOfAnswer(error);
  if (typeof error !== 'object' || error === null) return 'never';
  if ('name' in error && TRANSIENT.has(String(error.name))) return 'transient';
  return 'code' in error && NETWORK.has(String(error.code)) ? 'transient' : 'never';
}

function kindOfAnswer({ name, status }: AwsError): RetryKind {
  if (status === 429 || THROTTLING.has(name)) return 'throttling';
  return TRANSIENT.has(name) || TRANSIENT_STATUS.has(status) ? 'transient' : 'never';
}

export interface Waiting {
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Runs a request up to three times, with exponential back-off and full jitter. Throws the last error. */
export function retrying({ random, sleep }: Waiting) {
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
        if (kind === 'never' || attempt === MAX_ATTEMPTS || budget < cost) throw error;
        budget -= cost;
        paid = cost;
        const base = kind === 'throttling' ? THROTTLING_BASE_MS : TRANSIENT_BASE_MS;
        await sleep(random() * Math.min(MAX_DELAY_MS, base * 2 ** (attempt - 1)));
      }
    }
  };
}
