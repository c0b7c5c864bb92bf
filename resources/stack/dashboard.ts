/** One dashboard that reads left to right like the flow of an order: announced, fanned out, waiting, handled, set aside. */

import { physicalName } from '../../lib/lambda/names.ts';
import { type Json, type Resources, sub } from './cloudformation.ts';
import { API_ID } from './names.ts';
import { consumersOf, eventsOf, httpFunctionsOf, type Topology } from './services.ts';
import type { Settings } from './settings.ts';

/** The grid of a dashboard is 24 units wide. */
const COLUMN_WIDTHS = [5, 5, 5, 5, 4] as const;
const WIDGET_HEIGHT = 6;

/** The body is text for `Fn::Sub`. */
const REGION = `\${AWS::Region}`;

/** A line of a graph: namespace, metric, then dimension names and values, then how to draw it. */
type Line = readonly Json[];

interface Widget {
  readonly title: string;
  readonly stat: string;
  readonly lines: readonly Line[];
}

const DASHBOARD_ID = 'Dashboard';

/** The dashboards of all regions of an account share their names. */
export function dashboardName({ prefix, region }: Settings): string {
  return `${prefix}-${region}`;
}

export function dashboard(topology: Topology, settings: Settings): Resources {
  return {
    [DASHBOARD_ID]: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: dashboardName(settings),
        DashboardBody: sub(JSON.stringify({ widgets: columns(topology, settings).flatMap(placed) })),
      },
    },
  };
}

function columns(topology: Topology, { prefix, stage }: Settings): Widget[][] {
  const services = consumersOf(topology).map(({ name }) => name);
  const functions = [...httpFunctionsOf(topology).map(({ name }) => name), ...services];
  const api = (metric: string): Line => ['AWS/ApiGateway', metric, 'ApiId', `\${${API_ID}}`];
  const topics = (metric: string) =>
    eventsOf(topology).map(
      (event): Line => ['AWS/SNS', metric, 'TopicName', physicalName(prefix, event), { label: event }],
    );
  const queues = (metric: string, ...suffix: string[]) =>
    services.map((name): Line => {
      const queue = physicalName(prefix, name, ...suffix);
      return ['AWS/SQS', metric, 'QueueName', queue, { label: name }];
    });
  const lambda = (metric: string) =>
    functions.map((name): Line => {
      return ['AWS/Lambda', metric, 'FunctionName', physicalName(prefix, name), { label: name }];
    });
  const ours = (metric: string) =>
    services.map((name): Line => ['Fanfare', metric, 'Stage', stage, 'Service', name, { label: name }]);
  return [
    [
      { title: '1 Announced: requests', stat: 'Sum', lines: [api('Count')] },
      { title: '1 Announced: slowest 1% (ms)', stat: 'p99', lines: [api('Latency')] },
      { title: '1 Announced: client and server errors', stat: 'Sum', lines: [api('4xx'), api('5xx')] },
    ],
    [
      { title: '2 Fanned out: events published', stat: 'Sum', lines: topics('NumberOfMessagesPublished') },
      { title: '2 Fanned out: deliveries', stat: 'Sum', lines: topics('NumberOfNotificationsDelivered') },
      { title: '2 Fanned out: failed deliveries', stat: 'Sum', lines: topics('NumberOfNotificationsFailed') },
    ],
    [
      { title: '3 Waiting: messages', stat: 'Maximum', lines: queues('ApproximateNumberOfMessagesVisible') },
      { title: '3 Waiting: oldest message (s)', stat: 'Maximum', lines: queues('ApproximateAgeOfOldestMessage') },
      { title: '3 Waiting: age when handled (ms)', stat: 'p90', lines: ours('EventAge') },
    ],
    [
      { title: '4 Handled: events', stat: 'Sum', lines: ours('Handled') },
      { title: '4 Handled: concurrency', stat: 'Maximum', lines: lambda('ConcurrentExecutions') },
      { title: '4 Handled: errors and throttles', stat: 'Sum', lines: [...lambda('Errors'), ...lambda('Throttles')] },
    ],
    [
      { title: '5 Set aside: retried', stat: 'Sum', lines: ours('Retried') },
      { title: '5 Set aside: quarantined', stat: 'Sum', lines: ours('Quarantined') },
      { title: '5 Set aside: in the DLQ', stat: 'Maximum', lines: queues('ApproximateNumberOfMessagesVisible', 'dlq') },
    ],
  ];
}

function placed(column: readonly Widget[], index: number): Json[] {
  const x = COLUMN_WIDTHS.slice(0, index).reduce((sum: number, width) => sum + width, 0);
  return column.map(({ title, stat, lines }, row) => ({
    type: 'metric',
    x,
    y: row * WIDGET_HEIGHT,
    width: COLUMN_WIDTHS[index] ?? 0,
    height: WIDGET_HEIGHT,
    properties: { title, stat, period: 60, region: REGION, view: 'timeSeries', metrics: lines },
  }));
}
