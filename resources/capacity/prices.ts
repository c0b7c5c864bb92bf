/**
 * What AWS asks for what we use, in US dollars: list prices of us-east-1, on demand, first tier, without free tiers. The one place
 * where prices are. They are of the date below; look at the pages named here before you rely on a total.
 */

export const PRICES_AS_OF = '2025-07';

/** Per unit. */
export const PRICES = {
  /** https://aws.amazon.com/api-gateway/pricing/ HTTP API */
  apiRequest: 1.0 / 1e6,
  /** https://aws.amazon.com/sns/pricing/ standard topics: each 64 KB of a publish request; delivery to SQS is free */
  snsRequest: 0.5 / 1e6,
  /** https://aws.amazon.com/sqs/pricing/ standard queues: each 64 KB of a request */
  sqsRequest: 0.4 / 1e6,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaInvocation: 0.2 / 1e6,
  /** arm64. Since August 2025 the time before a function's first call (INIT) is paid for as well. https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
  lambdaGigabyteSecond: 0.000_013_333_4,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ standard table class */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** https://aws.amazon.com/cloudwatch/pricing/ logs, ingestion */
  logGigabyte: 0.5,
} as const;

/** A month each, whatever is ordered. https://aws.amazon.com/cloudwatch/pricing/ */
export const FIXED_PRICES = {
  /** Each metric that an alarm reads. */
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  /** The first 10,000 of an account; less in hours without a value. */
  customMetric: 0.3,
  dashboard: 3,
} as const;

/** What a number of orders takes. */
export type Usage = Readonly<Record<keyof typeof PRICES, number>>;

/** Dollars, by what they are paid for. */
export function costOf(usage: Usage): Record<keyof typeof PRICES, number> {
  const entries = Object.entries(usage) as [keyof typeof PRICES, number][];
  return Object.fromEntries(entries.map(([name, count]) => [name, count * PRICES[name]])) as Record<
    keyof typeof PRICES,
    number
  >;
}

export function totalOf(costs: Readonly<Record<string, number>>): number {
  return Object.values(costs).reduce((sum, dollars) => sum + dollars, 0);
}
