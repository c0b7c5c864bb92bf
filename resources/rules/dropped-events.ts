/**
 * Events that a service would stop knowing while they still arrive: CloudFormation updates functions before it removes subscriptions, and
 * messages wait in the queue. So a type leaves a service in two deployments, first its subscription and then its code.
 */
import type { Resources } from '../stack/cloudformation.ts';
import { idOf } from '../stack/names.ts';
import { consumersOf, type Topology } from '../stack/services.ts';

export interface Dropped {
  /** Logical id of the deployed subscription. */
  readonly subscription: string;
  readonly service: string;
}

/** The subscriptions deployed for services of `next`, for types that these do not consume any more. A service that goes as a whole drops nothing. */
export function droppedBetween(deployed: Resources, next: Topology): Dropped[] {
  return consumersOf(next).flatMap(({ name, consumes }) => {
    const known = new Set(consumes.map((event) => idOf.subscription(name, event)));
    const queue = idOf.queue(name);
    return Object.entries(deployed)
      .filter(([, { Type, Properties }]) => Type === 'AWS::SNS::Subscription' && isFor(queue, Properties?.Endpoint))
      .filter(([id]) => !known.has(id))
      .map(([subscription]) => ({ subscription, service: name }));
  });
}

function isFor(queue: string, endpoint: unknown): boolean {
  return JSON.stringify(endpoint) === JSON.stringify({ 'Fn::GetAtt': [queue, 'Arn'] });
}

/** For a person: what would be dropped, and how to let go of it in order. */
export function droppedReport(dropped: readonly Dropped[]): string {
  const lines = dropped.map(({ subscription, service }) => `  ${service}: ${subscription}`);
  const ids = dropped.map(({ subscription }) => subscription).join(',');
  return (
    'Events of a type that these services no longer consume are still being delivered to them, so nothing was deployed.\n\n' +
    `${lines.join('\n')}\n\n` +
    '    to let go of a type:  name it in `unsubscribed` of the service, next to `consumes`, and deploy; once the queue has drained, remove both\n' +
    `    to drop it anyway:    deploy with --param "discard=${ids}"; its messages are retried, and then dead-lettered`
  );
}
