/** How any alarm is made: what it measures, when that is bad, and where the runbook goes on. */
import { kebabCase, physicalName } from '../../lib/lambda/names.ts';
import type { Json, Properties, Resources } from './cloudformation.ts';
import { idOf } from './names.ts';
import type { Settings } from './settings.ts';

const PERIOD_SECONDS = 60;

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
  /** Silence is what is bad. @default false */
  readonly isSilenceBad?: boolean;
}

/** It notifies nobody: the composite alarm of its owner does, see `composite-alarms.ts`. */
export function alarm(settings: Settings, trouble: Trouble): Resources {
  return {
    [idOf.alarm(trouble.owner, trouble.trouble)]: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: alarmName(settings, trouble.owner, trouble.trouble),
        AlarmDescription: `${trouble.says}. See ${runbookSection(settings, trouble.runbook)}`,
        ...trouble.measure,
        EvaluationPeriods: trouble.periods,
        DatapointsToAlarm: trouble.badPeriods,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: trouble.above,
        TreatMissingData: trouble.isSilenceBad === true ? 'breaching' : 'notBreaching',
      },
    },
  };
}

function alarmName({ prefix }: Settings, owner: string, trouble: string): string {
  return physicalName(prefix, owner, kebabCase(trouble));
}

/** A URL that can be followed where `runbookUrl` says where the runbook is. */
export function runbookSection({ runbookUrl }: Settings, section: string): string {
  return `${runbookUrl ?? 'docs/runbook.md'}#${section}`;
}

export function measure(
  Namespace: string,
  MetricName: string,
  statistic: 'Sum' | 'Maximum' | 'p99',
  dimensions: Readonly<Record<string, Json>>,
  Period = PERIOD_SECONDS,
): Properties {
  return {
    Namespace,
    MetricName,
    Dimensions: dimensionsOf(dimensions),
    ...(statistic === 'p99' ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
    Period,
  };
}

/** A metric of a calculation, under the name that it has there. */
export interface Operand {
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly dimensions: Readonly<Record<string, Json>>;
}

/** What an expression of CloudWatch's makes of several metrics. */
export function calculation(Expression: string, operands: readonly Operand[], Period = PERIOD_SECONDS): Properties {
  const metrics = operands.map(({ id, namespace, metric, statistic, dimensions }) => ({
    Id: id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: dimensionsOf(dimensions) },
      Period,
      Stat: statistic,
    },
  }));
  return { Metrics: [...metrics, { Id: 'result', Expression, ReturnData: true }] };
}

function dimensionsOf(dimensions: Readonly<Record<string, Json>>): Json[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
