/** How any alarm is made: what it measures, when that is bad, whom it tells, and where the runbook goes on. */
import { kebabCase, physicalName } from '../../lib/lambda/names.ts';
import type { Json, Properties, Resources } from './cloudformation.ts';
import { idOf } from './names.ts';
import type { Settings } from './settings.ts';

export const PERIOD_SECONDS = 60;

/** A percentile of a handful of calls is one call. */
export const IGNORE_FEW_CALLS = { EvaluateLowSampleCountPercentile: 'ignore' };

export interface Trouble {
  readonly owner: string;
  /** Ends the alarm's logical id and, in kebab case, its name. */
  readonly trouble: string;
  readonly says: string;
  /** A section of docs/runbook.md. */
  readonly runbook: string;
  readonly measure: Properties;
  readonly above: number;
  /** Periods looked at (minutes, unless the measure has others), and how many of them must be bad: more than one keeps a passing blip from paging. */
  readonly periods: number;
  readonly badPeriods: number;
}

export function alarm({ prefix, alarmTopicArn }: Settings, trouble: Trouble): Resources {
  const actions: Properties =
    alarmTopicArn === undefined ? {} : { AlarmActions: [alarmTopicArn], OKActions: [alarmTopicArn] };
  return {
    [idOf.alarm(trouble.owner, trouble.trouble)]: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: physicalName(prefix, trouble.owner, kebabCase(trouble.trouble)),
        AlarmDescription: `${trouble.says}. See docs/runbook.md#${trouble.runbook}`,
        ...trouble.measure,
        EvaluationPeriods: trouble.periods,
        DatapointsToAlarm: trouble.badPeriods,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: trouble.above,
        TreatMissingData: 'notBreaching',
        ...actions,
      },
    },
  };
}

export function measure(
  Namespace: string,
  MetricName: string,
  statistic: 'Sum' | 'Maximum' | 'p99',
  dimensions: Readonly<Record<string, Json>>,
): Properties {
  return {
    Namespace,
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    ...(statistic === 'p99' ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
    Period: PERIOD_SECONDS,
  };
}
