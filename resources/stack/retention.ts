/** What becomes of a resource with data in it when it leaves the template, or must be replaced. */
import type { Resource } from './cloudformation.ts';
import type { Settings } from './settings.ts';

export function retention({ keepData }: Settings): Pick<Resource, 'DeletionPolicy' | 'UpdateReplacePolicy'> {
  const policy = keepData ? 'Retain' : 'Delete';
  return { DeletionPolicy: policy, UpdateReplacePolicy: policy };
}
