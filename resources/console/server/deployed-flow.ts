/** Samples of a stage on AWS: queues by SQS every few seconds, topics and functions by CloudWatch every minute. */
import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { isPaused, mappingsOf } from '../../../lib/aws/event-source-mappings.ts';
import { errorName } from '../../../lib/aws/ports.ts';
import { type QueueCounts, queueCounts } from '../../../lib/aws/queue-counts.ts';
import type { Clock } from '../../../lib/clock/clock.ts';
import {
  eventTypesOf,
  type FlowMap,
  type FlowNames,
  type FlowSample,
  type FlowSource,
  type ServiceSample,
} from './flow.ts';

/** 21 requests to SQS each time: some 15,000 an hour, less than a cent. */
const QUEUES_EVERY_MS = 5_000;

/** CloudWatch's own resolution for these metrics; 52 of them a minute are about three cents an hour. */
const PERIOD_SECONDS = 60;

/** The metrics of a minute are complete about two minutes later: the youngest period that has a value is shown. */
const LOOK_BACK_SECONDS = 600;

interface Metric {
  readonly namespace: string;
  readonly metric: string;
  readonly stat: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
}

interface Figures {
  /** By the metric's key; what has no value in the time looked at is not there. */
  readonly values: ReadonlyMap<string, number>;
  /** The end of the youngest period of any of them. */
  readonly until: number;
  readonly askedAt: number;
}

interface Clients {
  readonly sqs: SQSClient;
  readonly cloudwatch: CloudWatchClient;
  readonly lambda: LambdaClient;
}

export class DeployedFlow implements FlowSource {
  readonly everyMs = QUEUES_EVERY_MS;
  readonly isFree = false;
  readonly #clients: Clients;
  readonly #map: FlowMap;
  readonly #names: FlowNames;
  readonly #clock: Clock;
  readonly #urls = new Map<string, string>();
  /** By service; what may not be asked is not in it. */
  #paused: ReadonlyMap<string, boolean> = new Map();
  #figures: Figures = { values: new Map(), until: 0, askedAt: 0 };

  constructor(clients: Clients, map: FlowMap, names: FlowNames, clock: Clock) {
    this.#clients = clients;
    this.#map = map;
    this.#names = names;
    this.#clock = clock;
  }

  async sample(): Promise<FlowSample> {
    if (this.#clock.now() - this.#figures.askedAt >= PERIOD_SECONDS * 1_000) await this.#askCloudWatch();
    this.#paused = await this.#askLambda();
    const services = await Promise.all(
      this.#map.services.map(async ({ name }) => [name, await this.#service(name)] as const),
    );
    const at = this.#clock.now();
    const { values, until } = this.#figures;
    const rate = (type: string) => (values.get(keyOf(this.#topic(type))) ?? 0) / PERIOD_SECONDS;
    return {
      at,
      metricsAgeSeconds: until === 0 ? null : Math.max(0, (at - until) / 1_000),
      published: Object.fromEntries(eventTypesOf(this.#map).map((type) => [type, rate(type)])),
      services: Object.fromEntries(services),
    };
  }

  async #service(name: string): Promise<ServiceSample> {
    const [queue, dlq, deliveryDlq] = await Promise.all([
      this.#depth(this.#names.queue(name)),
      this.#depth(this.#names.dlq(name)),
      this.#depth(this.#names.deliveryDlq(name)),
    ]);
    const metrics = this.#ofService(name);
    const value = (metric: Metric) => this.#figures.values.get(keyOf(metric)) ?? null;
    const perSecond = (metric: Metric) => (value(metric) ?? 0) / PERIOD_SECONDS;
    return {
      waiting: queue.visible,
      inFlight: queue.hidden,
      oldestSeconds: value(metrics.age),
      dead: dlq.visible + dlq.hidden,
      undelivered: deliveryDlq.visible + deliveryDlq.hidden,
      running: value(metrics.concurrency),
      invocations: perSecond(metrics.invocations),
      errors: perSecond(metrics.errors),
      p50Ms: value(metrics.p50),
      p95Ms: value(metrics.p95),
      isPaused: this.#paused.get(name) ?? null,
    };
  }

  async #depth(queueName: string): Promise<QueueCounts> {
    const { sqs } = this.#clients;
    const known = this.#urls.get(queueName);
    const url = known ?? (await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl ?? '';
    this.#urls.set(queueName, url);
    return queueCounts(sqs, url);
  }

  /** Each time: that somebody has paused a consumer should not take a minute to be seen. */
  async #askLambda(): Promise<ReadonlyMap<string, boolean>> {
    const states = await Promise.all(
      this.#map.services.map(async ({ name }): Promise<[string, boolean][]> => {
        try {
          return [[name, (await mappingsOf(this.#clients.lambda, this.#names.function(name))).some(isPaused)]];
        } catch (error) {
          if (/AccessDenied|NotAuthorized/.test(errorName(error))) return [];
          throw error;
        }
      }),
    );
    return new Map(states.flat());
  }

  async #askCloudWatch(): Promise<void> {
    const askedAt = this.#clock.now();
    const metrics = [
      ...eventTypesOf(this.#map).map((type) => this.#topic(type)),
      ...this.#map.services.flatMap(({ name }) => Object.values(this.#ofService(name))),
    ];
    const { MetricDataResults = [] } = await this.#clients.cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(askedAt - LOOK_BACK_SECONDS * 1_000),
        EndTime: new Date(askedAt),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: metrics.map(queryOf),
      }),
    );
    const youngest = MetricDataResults.map(({ Timestamps = [] }) => Timestamps[0]?.getTime() ?? 0);
    const latest = Math.max(...youngest);
    const values = new Map<string, number>();
    for (const [index, { Id = '', Values = [] }] of MetricDataResults.entries()) {
      const metric = metrics[Number(Id.slice(1))];
      // What was counted minutes before the others is over: nothing has happened since.
      const isOver = (youngest[index] ?? 0) < latest - PERIOD_SECONDS * 1_000;
      if (metric !== undefined && Values[0] !== undefined && !isOver) values.set(keyOf(metric), Values[0]);
    }
    this.#figures = { values, until: latest === 0 ? 0 : latest + PERIOD_SECONDS * 1_000, askedAt };
  }

  #topic(type: string): Metric {
    const dimension = { Name: 'TopicName', Value: this.#names.topic(type) };
    return { namespace: 'AWS/SNS', metric: 'NumberOfMessagesPublished', stat: 'Sum', dimension };
  }

  #ofService(service: string) {
    const queue = { Name: 'QueueName', Value: this.#names.queue(service) };
    const lambda = { Name: 'FunctionName', Value: this.#names.function(service) };
    const of = (namespace: string, dimension: Metric['dimension']) => (metric: string, stat: string) => ({
      namespace,
      metric,
      stat,
      dimension,
    });
    const ofFunction = of('AWS/Lambda', lambda);
    return {
      age: of('AWS/SQS', queue)('ApproximateAgeOfOldestMessage', 'Maximum'),
      concurrency: ofFunction('ConcurrentExecutions', 'Maximum'),
      invocations: ofFunction('Invocations', 'Sum'),
      errors: ofFunction('Errors', 'Sum'),
      p50: ofFunction('Duration', 'p50'),
      p95: ofFunction('Duration', 'p95'),
    };
  }
}

function keyOf({ namespace, metric, stat, dimension }: Metric): string {
  return `${namespace} ${metric} ${stat} ${dimension.Value}`;
}

function queryOf({ namespace, metric, stat, dimension }: Metric, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: [dimension] },
      Period: PERIOD_SECONDS,
      Stat: stat,
    },
  };
}
