/** Quotas of AWS that a load may meet, each with the orders per second at which it does. */
import { capacityOf, messagesPerOrder, type Station } from '../../lib/capacity/forecast.ts';
import type { Profile } from './profile.ts';

export interface Quota {
  readonly name: string;
  /** Orders per second that it lets through. */
  readonly ordersPerSecond: number;
  /** What to do about it. */
  readonly remedy: string;
}

/** Of an account, in a region. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_CONCURRENCY = 1_000;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const API_REQUESTS_PER_SECOND = 10_000;
/** Messages per second to standard topics in eu-west-1 and us-west-2; 30,000 in us-east-1, fewer elsewhere. https://docs.aws.amazon.com/general/latest/gr/sns.html */
const SNS_MESSAGES_PER_SECOND = 9_000;
/** Of one item; a transaction takes two units. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const WRITE_UNITS_PER_ITEM = 1_000;
const UNITS_OF_TRANSACTION = 2;

/** The narrowest first. */
export function quotasOf(profile: Profile, stations: readonly Station[]): Quota[] {
  const services = stations
    .filter((station) => messagesPerOrder(station) > 0)
    .map(
      (station): Quota => ({
        name: `maximumConcurrency of ${station.name} (${station.maximumConcurrency})`,
        ordersPerSecond: capacityOf(station) / messagesPerOrder(station),
        remedy: 'raise it in resources/topology.ts, if what is behind the service can take it',
      }),
    );
  const published = Object.values(profile.eventsPerOrder).reduce((sum, count) => sum + count, 0);
  const concurrency = stations.reduce((sum, station) => sum + concurrencyPerOrder(station), profile.orderApiMs / 1_000);
  const ofAws: Quota[] = [
    {
      name: `concurrent invocations of the account (${LAMBDA_CONCURRENCY})`,
      ordersPerSecond: LAMBDA_CONCURRENCY / concurrency,
      remedy: 'ask AWS for more',
    },
    {
      name: `requests to API Gateway (${API_REQUESTS_PER_SECOND} per second)`,
      ordersPerSecond: API_REQUESTS_PER_SECOND,
      remedy: 'ask AWS for more, and raise the parameter apiRequestsPerSecond',
    },
    {
      name: `messages to SNS (${SNS_MESSAGES_PER_SECOND} per second in eu-west-1)`,
      ordersPerSecond: SNS_MESSAGES_PER_SECOND / published,
      remedy: 'ask AWS for more, or deploy to us-east-1',
    },
  ];
  // The one item that all orders write: the counter of invoices, once for each batch.
  const invoice = stations.find(({ name }) => name === 'invoice');
  if (invoice !== undefined) {
    ofAws.push({
      name: `writes to one item of DynamoDB (${WRITE_UNITS_PER_ITEM} units per second): the invoice counter`,
      ordersPerSecond: ((WRITE_UNITS_PER_ITEM / UNITS_OF_TRANSACTION) * invoice.batchSize) / messagesPerOrder(invoice),
      remedy: 'larger batches: a series without gaps is written one after another',
    });
  }
  return [...services, ...ofAws].sort((left, right) => left.ordersPerSecond - right.ordersPerSecond);
}

/** Invocations at once that one order a second keeps busy, in full batches. */
function concurrencyPerOrder(station: Station): number {
  return (messagesPerOrder(station) / capacityOf(station)) * station.maximumConcurrency;
}
