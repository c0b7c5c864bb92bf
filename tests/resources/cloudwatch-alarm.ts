/**
 * What state an alarm has after a story, as CloudWatch documents it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import { type JsonObject, listOf, objectOf } from '../../lib/local/template/json.ts';

/** A period: the alarm's metric under `value`, or each of its metrics under its id; none where nothing was measured. */
export type Minute = Readonly<Record<string, number>>;

/** CloudWatch looks at some more periods than it evaluates, and takes old values before it fills in for missing ones. */
const FURTHER_PERIODS = 2;

export function stateOf(alarm: JsonObject, story: readonly Minute[]): 'OK' | 'ALARM' {
  const evaluated = Number(alarm.EvaluationPeriods);
  const range = story.slice(-(evaluated + FURTHER_PERIODS)).map((minute) => measuredIn(alarm, minute));
  const recent = range.slice(-evaluated);
  const existing = range.filter((value) => value !== undefined);
  const isShort = recent.includes(undefined);
  const taken = isShort && existing.length >= evaluated ? existing.slice(-evaluated) : recent;
  const bad = taken.filter((value) => isBad(alarm, value)).length;
  return bad >= Number(alarm.DatapointsToAlarm) ? 'ALARM' : 'OK';
}

function isBad({ Threshold, TreatMissingData }: JsonObject, value: number | undefined): boolean {
  return value === undefined ? TreatMissingData === 'breaching' : value > Number(Threshold);
}

function measuredIn({ Metrics }: JsonObject, minute: Minute): number | undefined {
  if (Metrics === undefined) return minute.value;
  const expressions = listOf(Metrics).map((metric) => objectOf(metric, 'a metric').Expression);
  const expression = String(expressions.find((one) => one !== undefined));
  if (expression === 'SUM(METRICS())' || expression.includes('FILL(')) return sumOf(minute);
  const [, condition = ''] = /^IF\((.+), 1, 0\)$/.exec(expression) ?? [];
  const holds = condition.split(' AND ').map((part) => comparison(part, minute));
  if (condition === '') throw new Error(`nobody has taught this test ${expression}`);
  return holds.includes(undefined) ? undefined : Number(holds.every(Boolean));
}

function sumOf(minute: Minute): number | undefined {
  const values = Object.values(minute);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** `a - b < 1` or `a > 1`; undefined where one of them was not measured. */
function comparison(text: string, minute: Minute): boolean | undefined {
  const [, first = '', second, operator, bound] = /^(\w+)(?: - (\w+))? ([<>]) (\d+)$/.exec(text) ?? [];
  const [minuend, subtrahend] = [minute[first], second === undefined ? 0 : minute[second]];
  if (minuend === undefined || subtrahend === undefined) return undefined;
  const difference = minuend - subtrahend;
  return operator === '<' ? difference < Number(bound) : difference > Number(bound);
}
