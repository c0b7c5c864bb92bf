/** Every rule that packaging checks and refuses to break, and the check. */
import type { CompiledTemplate } from '../plugins/framework.ts';
import { batchWindow, maximumConcurrency, partialFailures } from './event-source-mappings.ts';
import { deadLetterQueue, dlqAlarm, dlqRetention, receiveCount, redriveMargin, visibilityTimeout } from './queues.ts';
import type { Breach, Rule } from './rule.ts';
import { closedApi, encryption, encryptionInTransit, leastPrivilege, roleOfItsOwn } from './security.ts';
import { templateSize } from './size.ts';
import { deliveryDlq, queuePolicy, rawDelivery } from './subscriptions.ts';

export const rules: readonly Rule[] = [
  visibilityTimeout,
  redriveMargin,
  receiveCount,
  deadLetterQueue,
  dlqRetention,
  dlqAlarm,
  batchWindow,
  partialFailures,
  maximumConcurrency,
  rawDelivery,
  deliveryDlq,
  queuePolicy,
  encryption,
  encryptionInTransit,
  leastPrivilege,
  roleOfItsOwn,
  closedApi,
  templateSize,
];

/** A rule, and where it does not hold. */
export interface Verdict {
  readonly rule: Rule;
  readonly breaches: readonly Breach[];
}

export function check(template: CompiledTemplate): readonly Verdict[] {
  return rules.map((rule) => ({ rule, breaches: rule.check(template) }));
}
