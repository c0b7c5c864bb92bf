import { fixedCosts } from '../../resources/capacity/fixed-costs.ts';
import type { Resources } from '../../resources/stack/cloudformation.ts';

test('a stage that stands still pays for alarms, metrics, the dashboard and pollers that find nothing', () => {
  const resources: Resources = {
    One: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
    Sum: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Id: 'a' }, { Id: 'b' }, { Id: 'sum' }] } },
    All: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: {} },
    Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} },
  };
  // 7 mappings x 5 pollers, a receive every 20 seconds: 4,599,000 a month at 0.40 USD a million.
  expect(fixedCosts(resources, 7, 1)).toEqual({
    alarms: expect.closeTo(0.3),
    compositeAlarms: 0.5,
    metrics: expect.closeTo(24.9),
    dashboard: 3,
    idlePolling: expect.closeTo(1.84, 2),
  });
});
