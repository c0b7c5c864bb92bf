import { Counters } from '../../../../lib/local/functions/counters.ts';

const line = (service: string, values: object, units: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({
    _aws: {
      CloudWatchMetrics: [
        { Namespace: 'Any', Metrics: Object.keys(values).map((Name) => ({ Name, Unit: units[Name] ?? 'Count' })) },
      ],
    },
    Service: service,
    ...values,
  });

test('counts add up by service and name', () => {
  const counters = new Counters();

  counters.take(line('payment', { Handled: 3, Published: 1 }));
  counters.take(line('payment', { Handled: 4 }));
  counters.take(line('orders', { Handled: 1 }));

  expect(counters.snapshot()).toEqual({ payment: { Handled: 7, Published: 1 }, orders: { Handled: 1 } });
});

test('a list of values counts each', () => {
  const counters = new Counters();

  counters.take(line('payment', { WriteUnits: [1, 2, 3] }));

  expect(counters.snapshot()).toEqual({ payment: { WriteUnits: 6 } });
});

test('times are not added up', () => {
  const counters = new Counters();

  counters.take(line('payment', { Handled: 1, EventAge: [12, 15] }, { EventAge: 'Milliseconds' }));

  expect(counters.snapshot()).toEqual({ payment: { Handled: 1 } });
});

test.each([
  ['a metric line', line('payment', { Handled: 1 }), true],
  ['a log line', '{"level":"info","message":"handled"}', false],
  ['a log line that mentions the mark', 'the key "_aws" was missing', false],
  ['plain text', 'hello', false],
])('%s is recognized', (_, text, isTaken) => {
  expect(new Counters().take(text)).toBe(isTaken);
});
