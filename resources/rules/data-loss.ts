/** What a deployment would destroy: resources with data in them that leave the template, or that CloudFormation would make anew. */
import type { Json, Resource, Resources } from '../stack/cloudformation.ts';

/** What holds data, and the properties with which CloudFormation makes another in its place. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
};

export interface Loss {
  /** Logical id. */
  readonly resource: string;
  /** Such as `AWS::DynamoDB::Table fanfare-dev-rewards`. */
  readonly what: string;
  readonly how: 'removed' | 'replaced';
}

/** Losses from `deployed`, the stack's resources as they are, to `next`. What is retained is not lost. */
export function lossesBetween(deployed: Resources, next: Resources): Loss[] {
  return Object.entries(deployed).flatMap(([id, before]) => {
    const identity = HOLDERS[before.Type];
    const how = identity && fate(before, next[id], identity);
    if (identity === undefined || how === undefined) return [];
    const name = before.Properties?.[identity[0] ?? ''];
    return [{ resource: id, what: typeof name === 'string' ? `${before.Type} ${name}` : before.Type, how }];
  });
}

/** What leaves the template is deleted by the policy it was deployed with; what is replaced, by the policy it gets now. */
function fate(before: Resource, after: Resource | undefined, identity: readonly string[]): Loss['how'] | undefined {
  if (after === undefined || after.Type !== before.Type) {
    return before.DeletionPolicy?.startsWith('Retain') ? undefined : 'removed';
  }
  const isSame = identity.every((property) => same(before.Properties?.[property], after.Properties?.[property]));
  return isSame || after.UpdateReplacePolicy === 'Retain' ? undefined : 'replaced';
}

/** What `discard` may name: the resources of the deployed stack that hold data, or through which messages arrive. */
export function discardable(deployed: Resources): string[] {
  const types = [...Object.keys(HOLDERS), 'AWS::SNS::Subscription'];
  return Object.entries(deployed).flatMap(([id, { Type }]) => (types.includes(Type) ? [id] : []));
}

function same(before: Json | undefined, after: Json | undefined): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** For a person: what would be lost, and how to keep it or let it go. */
export function lossReport(losses: readonly Loss[]): string {
  const width = Math.max(...losses.map(({ resource }) => resource.length));
  const lines = losses.map(({ resource, what, how }) => `  ${resource.padEnd(width)}  would be ${how}: ${what}`);
  const ids = losses.map(({ resource }) => resource).join(',');
  return (
    `This deployment would destroy data, so nothing was deployed.\n\n${lines.join('\n')}\n\n` +
    '    to keep it:    bring the service or table back into resources/topology.ts, or deploy once with --param "keepData=true" first\n' +
    `    to destroy it: deploy with --param "discard=${ids}"`
  );
}
