/** What an order takes of each thing that AWS bills, counted while the deployed code handles orders on simulated AWS. */

import type { Usage } from '../../../resources/capacity/prices.ts';
import { API_DEFAULTS } from '../../../resources/stack/limits.ts';
import { consumersOf } from '../../../resources/stack/services.ts';
import { topology } from '../../../resources/topology.ts';
import { quietDay } from '../../simulation/quiet-day.ts';

const ORDERS = 1_000;
const MEGABYTES_PER_GIGABYTE = 1_024;
const BYTES_PER_GIGABYTE = 1024 ** 3;

/** From the API's two requests: storing the key, publishing. */
const API_MS = 20;

/**
 * What Lambda itself logs of an invocation, and what CloudWatch adds to the size of each entry.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const PLATFORM_LOG = [
  'START RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95 Version: $LATEST',
  'END RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95',
  'REPORT RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 98 MB\t',
];
const LOG_ENTRY_BYTES = 26;
const PLATFORM_LOG_BYTES = PLATFORM_LOG.reduce((sum, line) => sum + loggedBytes(line), 0);

/** A design to be counted: the batches of its functions, and what it does on top for each message. */
export interface Design {
  readonly batchSize?: number;
  readonly more?: { readonly writeUnits: number; readonly milliseconds: number };
}

export interface Counted {
  /** Per order. */
  readonly usage: Usage;
  readonly messages: number;
  readonly invocations: number;
}

/** Orders arrive evenly, so many in a second. */
export async function usageAt(ordersPerSecond: number, { batchSize, more }: Design): Promise<Counted> {
  const services = consumersOf(topology);
  const limits = Object.fromEntries(services.map(({ name }) => [name, batchSize === undefined ? {} : { batchSize }]));
  const megabytes = new Map(services.map(({ name, memoryMegabytes }) => [name, memoryMegabytes]));
  const counts = { messages: 0, invocations: 0, gigabyteSeconds: 0, publishes: 0, sqs: 0, logBytes: 0 };
  const { accepted, stack, broken } = await quietDay({
    limits,
    arrivals: Array.from({ length: ORDERS }, (_, index) => (index / ordersPerSecond) * 1_000),
    outside: {
      onInvocation: (service, messages, milliseconds) => {
        counts.messages += messages;
        counts.invocations += 1;
        counts.logBytes += PLATFORM_LOG_BYTES;
        const billedMs = milliseconds + messages * (more?.milliseconds ?? 0);
        counts.gigabyteSeconds += (billedMs / 1_000) * ((megabytes.get(service) ?? 0) / MEGABYTES_PER_GIGABYTE);
      },
      write: (line) => {
        counts.logBytes += loggedBytes(line);
      },
    },
    note: (_, what) => {
      if (what.startsWith('SNS ')) counts.publishes += 1;
      if (what.startsWith('SQS ')) counts.sqs += 1;
    },
  });
  if (broken.length > 0) throw new Error(`promises were broken:\n${broken.slice(0, 5).join('\n')}`);
  const { read, write } = stack.dynamoDb.units;
  const perOrder = (count: number): number => count / accepted;
  const apiGigabyteSeconds = (API_MS / 1_000) * (API_DEFAULTS.memoryMegabytes / MEGABYTES_PER_GIGABYTE);
  return {
    messages: perOrder(counts.messages),
    invocations: perOrder(counts.invocations),
    usage: {
      apiRequest: 1,
      snsRequest: perOrder(counts.publishes),
      // Each invocation takes a request to receive its batch, and one to delete it.
      sqsRequest: perOrder(counts.sqs + 2 * counts.invocations),
      lambdaInvocation: 1 + perOrder(counts.invocations),
      lambdaGigabyteSecond: apiGigabyteSeconds + perOrder(counts.gigabyteSeconds),
      writeUnit: perOrder(write - STOCKING) + perOrder(counts.messages) * (more?.writeUnits ?? 0),
      readUnit: perOrder(read),
      logGigabyte: (PLATFORM_LOG_BYTES + perOrder(counts.logBytes)) / BYTES_PER_GIGABYTE,
    },
  };
}

function loggedBytes(line: string): number {
  return Buffer.byteLength(line) + LOG_ENTRY_BYTES;
}

/** Write units that filled the shelves before the first order. */
const STOCKING = 128;
