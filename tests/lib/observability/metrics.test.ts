import { systemClock } from '../../../lib/clock/clock.ts';
import { embeddedMetrics } from '../../../lib/observability/metrics.ts';

const clock = { ...systemClock, now: () => 1_000 };

function lineOf(stage: string) {
  const lines: string[] = [];
  const metrics = embeddedMetrics({ stage, service: 'orders' }, clock, (line) => lines.push(line));
  metrics.add('OverdueOrders', 3);
  metrics.flush();
  return JSON.parse(lines[0] ?? '');
}

test('a metric belongs to its stage and its service, so that dev never rings for prod', () => {
  const { _aws, Stage, Service, OverdueOrders } = lineOf('dev');
  expect(_aws.CloudWatchMetrics[0].Dimensions).toEqual([['Stage', 'Service']]);
  expect({ Stage, Service, OverdueOrders }).toEqual({ Stage: 'dev', Service: 'orders', OverdueOrders: 3 });
  expect(lineOf('prod').Stage).toBe('prod');
});
