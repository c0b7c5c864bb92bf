/** What a stage costs a month before the first order: alarms, metrics, the dashboard, and pollers that find nothing. */
import { listAt } from '../rules/reading.ts';
import type { Resources } from '../stack/cloudformation.ts';
import { RECEIVE_WAIT_SECONDS } from '../stack/limits.ts';
import { FIXED_PRICES, PRICES } from './prices.ts';

/** An event source mapping with a maximum concurrency polls with so many at least. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLERS_PER_MAPPING = 5;

/** Metrics of our own that a consumer writes, and those of a function that answers requests: `MetricName` in lib/observability. */
const METRICS_PER_CONSUMER = 11;
const METRICS_PER_HTTP_FUNCTION = 6;

const SECONDS_PER_MONTH = 730 * 60 * 60;

export interface FixedCosts {
  readonly alarms: number;
  readonly compositeAlarms: number;
  readonly metrics: number;
  readonly dashboard: number;
  readonly idlePolling: number;
}

/** US dollars a month, by what they are paid for. `functions` are those that answer requests. */
export function fixedCosts(resources: Resources, consumers: number, functions: number): FixedCosts {
  const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm.Properties), 0);
  const receives = (consumers * POLLERS_PER_MAPPING * SECONDS_PER_MONTH) / RECEIVE_WAIT_SECONDS;
  const metrics = consumers * METRICS_PER_CONSUMER + functions * METRICS_PER_HTTP_FUNCTION;
  return {
    alarms: alarmMetrics * FIXED_PRICES.alarmMetric,
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').length * FIXED_PRICES.compositeAlarm,
    metrics: metrics * FIXED_PRICES.customMetric,
    dashboard: ofType('AWS::CloudWatch::Dashboard').length * FIXED_PRICES.dashboard,
    idlePolling: receives * PRICES.sqsRequest,
  };
}

/** An alarm on a calculation is paid for by each metric that it reads. */
function metricsOf(properties: Resources[string]['Properties']): number {
  const metrics = listAt(properties, 'Metrics');
  return metrics.length === 0 ? 1 : metrics.length - 1;
}
