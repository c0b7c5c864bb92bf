/** What becomes of a resource with data in it when it leaves the template, or must be replaced. */
import type { Resource } from './cloudformation.ts';
import type { Settings } from './settings.ts';

/**
 * What a deployment has made and rolls back is empty, and goes: kept, its name would be taken when the deployment is repeated.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function retention({ keepData }: Settings): Pick<Resource, 'DeletionPolicy' | 'UpdateReplacePolicy'> {
  if (!keepData) return { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
  return { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
}
