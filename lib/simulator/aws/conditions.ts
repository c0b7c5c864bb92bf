/** Conditions of writes, and what DynamoDB says when one does not hold. */
import { AwsError } from '../../aws/aws-error.ts';
import type { CancellationReason, Item } from '../../aws/ports.ts';
import { holds, type Substitutes } from './expressions.ts';

export interface Conditional extends Substitutes {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

export function isMet(condition: Conditional, found: Item | undefined): boolean {
  return condition.ConditionExpression === undefined || holds(condition.ConditionExpression, found, condition);
}

export function reasonOf(condition: Conditional, found: Item | undefined): CancellationReason {
  if (isMet(condition, found)) return { Code: 'None' };
  const Message = 'The conditional request failed';
  return { Code: 'ConditionalCheckFailed', Message, ...wanted(condition, found) };
}

export function conditionFailed(condition: Conditional, found: Item | undefined): AwsError {
  const details = { status: 400, ...wanted(condition, found) };
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', details);
}

function wanted({ ReturnValuesOnConditionCheckFailure }: Conditional, found: Item | undefined): { Item?: Item } {
  return ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && found !== undefined ? { Item: found } : {};
}

/** A transaction that was not carried out; one reason per action. */
export function cancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError('TransactionCanceledException', `Transaction cancelled, please refer [${codes}]`, {
    status: 400,
    CancellationReasons: reasons,
  });
}
