import { type Json, type JsonObject, listOf, objectOf } from '../../lib/local/template/json.ts';
import { infrastructureOf } from '../../resources/stack/infrastructure.ts';
import { settingsOf } from '../../resources/stack/settings.ts';
import { topology } from '../../resources/topology.ts';
import { type Minute, stateOf } from './cloudwatch-alarm.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';
const settings = settingsOf(
  { service: 'fanfare', stage: 'prod', region: 'eu-west-1' },
  {
    keepData: true,
    tracing: false,
    logRetentionDays: 30,
    apiRequestsPerSecond: 1,
    apiBurst: 1,
    alarmTopicArn: TOPIC,
    runbookUrl: 'https://example.com/runbook',
  },
);
const resources: Record<string, { Type: string; Properties: JsonObject; DependsOn?: readonly string[] }> = JSON.parse(
  JSON.stringify(infrastructureOf(topology, settings).resources),
);
const alarm = (id: string): JsonObject => objectOf(resources[id]?.Properties ?? null, id);
const ofType = (type: string) => Object.keys(resources).filter((id) => resources[id]?.Type === type);

const idle = (periods: number): Minute[] => Array<Minute>(periods).fill({});
const each = (periods: number, minute: Minute): Minute[] => Array<Minute>(periods).fill(minute);

/** Each alarm through days that its service may have, a period at a time, and the state that CloudWatch documents for the end. */
const STORIES: readonly [string, string, Minute[], 'OK' | 'ALARM'][] = [
  ['PaymentDlqAlarm', 'an empty queue', each(5, { visible: 0, hidden: 0 }), 'OK'],
  ['PaymentDlqAlarm', 'a queue that nothing has used for hours', idle(20), 'OK'],
  ['PaymentDlqAlarm', 'one message', [...each(5, { visible: 0, hidden: 0 }), { visible: 1, hidden: 0 }], 'ALARM'],
  ['PaymentAgeAlarm', 'messages that wait for seconds', each(10, { value: 4 }), 'OK'],
  ['PaymentAgeAlarm', 'one bad minute', [...each(9, { value: 4 }), { value: 1_200 }], 'OK'],
  ['PaymentAgeAlarm', 'messages that wait for twenty minutes', each(5, { value: 1_200 }), 'ALARM'],
  ['PaymentErrorsAlarm', 'no calls at all', idle(20), 'OK'],
  ['PaymentErrorsAlarm', 'one crash', [...each(9, { value: 0 }), { value: 3 }], 'OK'],
  ['PaymentErrorsAlarm', 'crash after crash', each(5, { value: 3 }), 'ALARM'],
  ['FunctionsThrottled1Alarm', 'a moment of throttling', [...each(9, { throttles0: 0 }), { throttles0: 12 }], 'OK'],
  ['FunctionsThrottled1Alarm', 'no concurrency left', each(5, { throttles0: 12 }), 'ALARM'],
  ['PaymentRetriesAlarm', 'nothing to retry', idle(6), 'OK'],
  [
    'PaymentRetriesAlarm',
    'one bad message, attempt by attempt',
    [{ value: 8 }, { value: 1 }, {}, { value: 1 }, {}, {}],
    'OK',
  ],
  ['PaymentRetriesAlarm', 'a gateway that is down, with orders coming in', each(3, { value: 40 }), 'ALARM'],
  ['OrdersWatchdogSilentAlarm', 'a run every five minutes', each(6, { invocations: 1, errors: 0 }), 'OK'],
  [
    'OrdersWatchdogSilentAlarm',
    'a run that failed and was retried',
    [...each(5, { invocations: 1, errors: 0 }), { invocations: 2, errors: 1 }],
    'OK',
  ],
  [
    'OrdersWatchdogSilentAlarm',
    'runs that fail with all their retries',
    each(3, { invocations: 3, errors: 3 }),
    'ALARM',
  ],
  ['OrdersWatchdogSilentAlarm', 'no run at all', [...each(3, { invocations: 1, errors: 0 }), ...idle(6)], 'ALARM'],
  [
    'ForecastingRollUpSilentAlarm',
    'three hours without a run',
    [...each(3, { invocations: 1, errors: 0 }), ...idle(6)],
    'ALARM',
  ],
  [
    'OrdersWatchdogOverdueOrdersAlarm',
    'nothing overdue, and no value between runs',
    [{ value: 0 }, ...idle(4), { value: 0 }, ...idle(4)],
    'OK',
  ],
  ['OrdersWatchdogOverdueOrdersAlarm', 'one overdue order', [...idle(5), { value: 1 }, ...idle(4)], 'ALARM'],
  ['OrderApiServerErrorsAlarm', 'one failed request', [...each(9, { value: 0 }), { value: 1 }], 'OK'],
  ['OrderApiServerErrorsAlarm', 'failures minute after minute', each(5, { value: 1 }), 'ALARM'],
  ['OrderApiLatencyAlarm', 'a quiet night', idle(30), 'OK'],
  ['OrderApiLatencyAlarm', 'a cold start in a quiet hour', [...idle(9), { value: 3_000 }], 'OK'],
  ['OrderApiLatencyAlarm', 'slow answers, ten requests a minute', each(5, { value: 3_000 }), 'ALARM'],
  ['DeliveriesFailed1Alarm', 'topics that nothing is published to', idle(10), 'OK'],
  ['DeliveriesFailed1Alarm', 'one failed delivery', [...idle(3), { failed0: 1 }], 'ALARM'],
];

test.each(STORIES)('%s, through %s', (id, _, story, state) => {
  expect(stateOf(alarm(id), story)).toBe(state);
});

test('a service that is as busy as it may be is no alarm: that messages wait too long is', () => {
  expect(ofType('AWS::CloudWatch::Alarm').filter((id) => id.includes('Concurrency'))).toEqual([]);
});

test('no alarm waits for a thousand calls before it looks at a percentile', () => {
  for (const id of ofType('AWS::CloudWatch::Alarm')) {
    expect(alarm(id)).not.toHaveProperty('EvaluateLowSampleCountPercentile');
  }
});

describe('what pages', () => {
  const composites = ofType('AWS::CloudWatch::CompositeAlarm');
  const causesOf = (id: string) =>
    [...String(alarm(id).AlarmRule).matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name = '']) => name);

  test('is one alarm per service, and one each for the API, deliveries, throttles and dead-letter queues that nobody empties', () => {
    const names = composites.map((id) => String(alarm(id).AlarmName).replace('fanfare-prod-', ''));
    expect(names.sort()).toEqual(
      [...topology.map(({ name }) => name), 'api', 'deliveries', 'dlqs', 'functions'].sort(),
    );
    for (const id of composites) {
      expect(alarm(id)).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC] });
    }
  });

  test('has every other alarm as a cause, once, and after it was made', () => {
    const all = ofType('AWS::CloudWatch::Alarm');
    const names = all.map((id) => alarm(id).AlarmName);
    expect(composites.flatMap(causesOf).sort()).toEqual([...names].sort());
    expect(composites.flatMap((id) => resources[id]?.DependsOn ?? []).sort()).toEqual([...all].sort());
  });

  test('notifies alone: a cause has no actions', () => {
    for (const id of ofType('AWS::CloudWatch::Alarm')) {
      expect([id, alarm(id).AlarmActions, alarm(id).OKActions]).toEqual([id, undefined, undefined]);
    }
  });

  test('says which causes it has, and links to the runbook', () => {
    const text = String(alarm('OrdersAlarm').AlarmDescription);
    expect(text).toContain('watchdog-silent');
    expect(text).toMatch(/See https:\/\/example\.com\/runbook#a-service-is-in-trouble$/);
  });

  test('stays within what CloudWatch takes', () => {
    for (const id of composites) {
      expect(String(alarm(id).AlarmRule).length).toBeLessThanOrEqual(10_240);
      expect(causesOf(id).length).toBeLessThanOrEqual(100);
      expect(String(alarm(id).AlarmDescription).length).toBeLessThanOrEqual(1_024);
    }
    for (const id of ofType('AWS::CloudWatch::Alarm')) {
      const { Period, Metrics = [], EvaluationPeriods } = alarm(id);
      const periods = [Period, ...listOf(Metrics).map((metric) => periodOf(metric))].filter((one) => one !== undefined);
      // A day; a week for periods of an hour and more.
      for (const period of periods) {
        const most = Number(period) >= 3_600 ? 604_800 : 86_400;
        expect(Number(period) * Number(EvaluationPeriods)).toBeLessThanOrEqual(most);
      }
    }
  });
});

function periodOf(metric: Json): Json | undefined {
  const { MetricStat } = objectOf(metric, 'a metric');
  return MetricStat === undefined ? undefined : objectOf(MetricStat, 'a metric').Period;
}
