import { LocalFailures } from '../../../resources/console/server/local-failures.ts';

const line = (fields: object) =>
  JSON.stringify({
    level: 'warn',
    message: 'failed',
    time: '2026-01-31T12:00:00.000Z',
    eventType: 'order.placed',
    ...fields,
  });

function heard(...lines: readonly (readonly [string, string])[]) {
  const passedOn: string[] = [];
  const failures = new LocalFailures((functionName) => (functionName === 'fn-payment' ? 'payment' : undefined));
  const log = failures.listeningTo({ line: (_, text) => passedOn.push(text), notice: () => undefined });
  for (const [functionName, text] of lines) log.line(functionName, text);
  return { failures, passedOn };
}

const retried = line({ subject: 'o1', attempt: 2, outcome: 'retried', code: 'GatewayOutage', reason: 'no answer' });

test('why an attempt failed is remembered under its subject, and the line goes on to the log', () => {
  const { failures, passedOn } = heard(['fn-payment', retried]);
  expect(failures.of('o1')).toEqual([
    {
      service: 'payment',
      subject: 'o1',
      time: '2026-01-31T12:00:00.000Z',
      eventType: 'order.placed',
      attempt: 2,
      outcome: 'retried',
      code: 'GatewayOutage',
      reason: 'no answer',
    },
  ]);
  expect(passedOn).toEqual([retried]);
});

test.each([
  ['went well', 'fn-payment', line({ subject: 'o1', outcome: 'handled' })],
  ['is no entry', 'fn-payment', 'half a "outcome":"retried" line'],
  ['is of no service', 'fn-watchdog', retried],
])('a line that %s is passed on only', (_, functionName, text) => {
  const { failures, passedOn } = heard([functionName, text]);
  expect(failures.of('o1')).toEqual([]);
  expect(passedOn).toEqual([text]);
});

test('of one that is tried for ever, the last fifty are kept; of subjects, the last thousand', () => {
  const tries = Array.from({ length: 60 }, (_, attempt) => line({ subject: 'o1', outcome: 'retried', attempt }));
  const { failures } = heard(...tries.map((text) => ['fn-payment', text] as const));
  expect(failures.of('o1').map(({ attempt }) => attempt)).toEqual(Array.from({ length: 50 }, (_, index) => index + 10));
  const others = Array.from({ length: 1_001 }, (_, index) => line({ subject: `s${index}`, outcome: 'retried' }));
  const many = heard(...others.map((text) => ['fn-payment', text] as const)).failures;
  expect(many.of('s0')).toEqual([]);
  expect(many.of('s1')).toHaveLength(1);
});
