// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are source code, of which template strings are a part
/**
 * Mistakes that people make, each a few lines in the code we ship. The simulator must find every one of them: what it cannot
 * find, it does not prove.
 */

/** One text of a file, and what stands there instead. The text must be there exactly once. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Mutant {
  /** The mistake, in a few words. */
  readonly mistake: string;
  readonly changes: readonly Change[];
  /** Runs with these faults only, where others would hide the mistake. */
  readonly faults?: readonly string[];
}

const TURN = 'lib/consumer/turn.ts';
const DISPOSITION = 'lib/consumer/disposition.ts';
const OUTBOX = 'lib/consumer/outbox.ts';
const OWNERSHIP = 'lib/consumer/ownership.ts';
const LOOK_UP = 'lib/store/look-up.ts';
const ENVELOPE = 'lib/cloudevents/envelope.ts';
const BLIND_CREATES = 'lib/store/blind-creates.ts';
const TRANSACTIONS = 'lib/store/transactions.ts';
const SHARED_TRANSACTIONS = 'lib/store/shared-transactions.ts';
const PAYMENT = 'handlers/payment/payment.ts';
const FULFILLMENT = 'handlers/fulfillment/fulfillment.ts';
const INVOICE = 'handlers/invoice/invoice.ts';
const POST_ORDER = 'handlers/order-api/post-order.ts';

/** Different each time it is asked, whatever the seed. */
const ANOTHER = '(globalThis.another = (globalThis.another ?? 0) + 1)';

export const mutants: readonly Mutant[] = [
  {
    mistake: 'publish before the commit',
    changes: [
      {
        file: TURN,
        from: '      const result = await this.#commit(this.#draft, []);',
        to: `      for (const { delivery, how } of this.#waiting) {
        const { event } = delivery.state;
        markSettled(delivery, event, how, this.#draft.outbox[event.id] ?? []);
      }
      const result = await this.#commit(this.#draft, []);`,
      },
    ],
  },
  {
    mistake: 'no condition on the write',
    changes: [
      {
        file: 'lib/store/dynamodb-store.ts',
        from: 'Item: itemOf(commit), ...atVersion(commit.next.version - 1) }',
        to: 'Item: itemOf(commit) }',
      },
    ],
  },
  {
    mistake: 'what was read together is told apart by its place',
    changes: [
      {
        file: 'lib/store/reads.ts',
        from: 'found: new Map((Responses?.[table] ?? []).map((item) => [item[KEY]?.S, item])),',
        to: 'found: new Map((Responses?.[table] ?? []).map((item, index) => [subjects[index], item])),',
      },
    ],
  },
  {
    mistake: 'no condition on the record in a transaction',
    changes: [
      {
        file: TRANSACTIONS,
        from: 'Item: itemOf(commit), ...atVersion(commit.next.version - 1) }',
        to: 'Item: itemOf(commit) }',
      },
    ],
  },
  {
    mistake: 'a record that is there already counts as created',
    changes: [
      {
        file: BLIND_CREATES,
        from: 'return resolve(conflict(subject, Item));',
        to: "return resolve({ kind: 'committed' });",
      },
    ],
  },
  {
    mistake: 'the errors of a batch of statements are not read',
    changes: [
      {
        file: BLIND_CREATES,
        from: 'if (response.Error === undefined) return',
        to: 'if (response !== undefined) return',
      },
    ],
  },
  {
    mistake: 'a cancelled transaction counts as committed',
    changes: [
      {
        file: TRANSACTIONS,
        from: 'if (failure !== undefined) throw failure;',
        to: "if (failure !== undefined) return { kind: 'committed' };",
      },
    ],
  },
  {
    mistake: 'an order counts as committed whose transaction was cancelled for its neighbour',
    changes: [
      {
        file: SHARED_TRANSACTIONS,
        from: 'it comes back with the number that is its own then.\n      refuse(one, next);',
        to: "it comes back with the number that is its own then.\n      one.resolve({ kind: 'committed' });",
      },
    ],
  },
  {
    mistake: 'numbers with a hole between them are drawn in one transaction',
    changes: [
      {
        file: SHARED_TRANSACTIONS,
        from: '(next.get(counterOf(draw)) ?? draw.from) === draw.from)',
        to: '(next.get(counterOf(draw)) ?? draw.from) <= draw.from)',
      },
    ],
  },
  {
    mistake: 'the inbox is keyed by the id of the SQS message',
    changes: [
      {
        file: TURN,
        from: 'if (known.isApplied) {',
        to: 'if (this.#draft.inbox.includes(delivery.record.messageId)) {',
      },
      {
        file: TURN,
        from: '    const steps = this.#handler',
        to: '    globalThis.messageId = delivery.record.messageId;\n    const steps = this.#handler',
      },
      {
        file: TURN,
        from: 'const inbox = [...this.#draft.inbox, key];',
        to: 'const inbox = [...this.#draft.inbox, globalThis.messageId];',
      },
    ],
  },
  {
    mistake: 'the inbox keeps the latest event only',
    changes: [{ file: TURN, from: 'const inbox = [...this.#draft.inbox, key];', to: 'const inbox = [key];' }],
  },
  {
    mistake: 'the outbox keeps the latest events only',
    changes: [
      {
        file: TURN,
        from: 'const outbox = { ...this.#draft.outbox, [key]: ownedBy(delivery.carrier, entries) };',
        to: 'const outbox = { [key]: ownedBy(delivery.carrier, entries) };',
      },
    ],
  },
  {
    mistake: 'a duplicate does not publish its outbox again',
    changes: [
      {
        file: TURN,
        from: 'duty.publish ? caused : []',
        to: "how === 'handled' ? caused : []",
      },
    ],
  },
  {
    mistake: 'no failures are reported for a batch',
    changes: [
      {
        file: 'lib/consumer/stage.ts',
        from: 'const response = { batchItemFailures: kept.map',
        to: 'const response = { batchItemFailures: kept.slice(0, 0).map',
      },
      // Otherwise the plugin that guards every answer turns it into a batch that failed as a whole: harmless, only slow.
      { file: 'lib/consumer/lossless.ts', from: 'if (lost.length > 0) throw', to: 'if (lost.length < 0) throw' },
    ],
  },
  {
    mistake: 'acknowledge although publishing failed',
    changes: [
      {
        file: OUTBOX,
        from: 'if (failure === undefined) continue;',
        to: 'if (failure !== undefined || true) continue;',
      },
    ],
  },
  {
    mistake: 'the failed entries of a batch are not read',
    changes: [
      {
        file: 'lib/publishing/publisher.ts',
        from: 'Message } of Failed) {',
        to: 'Message } of Failed.slice(0, 0)) {',
      },
    ],
  },
  {
    mistake: 'acknowledge although the dead-letter queue refused',
    changes: [{ file: DISPOSITION, from: 'if (code === undefined) {', to: 'if (code === undefined || true) {' }],
  },
  {
    mistake: 'the last attempt is like any other',
    changes: [{ file: DISPOSITION, from: ' || attemptOf(delivery) >= maxAttempts', to: '' }],
    faults: ['outages'],
  },
  {
    mistake: 'a message whose function died in its last attempt is left to SQS',
    changes: [{ file: 'resources/stack/limits.ts', from: 'SPARE_RECEIPTS = 2', to: 'SPARE_RECEIPTS = 0' }],
  },
  {
    mistake: 'an outage is taken for a failure for good',
    changes: [
      {
        file: 'lib/errors.ts',
        from: 'message: error.message, permanent: false };',
        to: 'message: error.message, permanent: true };',
      },
    ],
  },
  {
    mistake: 'one bad record fails its whole batch',
    changes: [
      {
        file: 'lib/consumer/validation.ts',
        from: 'each(request.internal.batch.deliveries, (delivery) => {',
        to: 'request.internal.batch.deliveries.forEach((delivery) => {',
      },
    ],
    faults: ['poison'],
  },
  {
    mistake: 'what an event announced is looked up by a name that every object inherits',
    changes: [{ file: LOOK_UP, from: 'Object.hasOwn(outbox, key) ? outbox[key] : undefined', to: 'outbox[key]' }],
    faults: ['poison'],
  },
  {
    mistake: 'what DynamoDB refuses of one record is charged to all who shared its request',
    changes: [
      {
        file: BLIND_CREATES,
        from: 'if (isShared && isRefused(response)) apart.push(create);',
        to: 'if (Responses?.some(isRefused)) create.reject(new PermanentError("ValidationError", "refused"));',
      },
    ],
    faults: ['poison'],
  },
  {
    mistake: 'an event gets a new id whenever it is published',
    changes: [
      {
        file: ENVELOPE,
        from: 'id: eventId(publisher, eventKey(cause), entry.type)',
        to: `id: eventId(publisher, eventKey(cause), entry.type + ${ANOTHER})`,
      },
    ],
  },
  {
    mistake: 'an event says when it was published, not when it happened',
    changes: [
      {
        file: ENVELOPE,
        from: 'time: entry.time,',
        to: `time: new Date(Date.parse(entry.time) + ${ANOTHER}).toISOString(),`,
      },
    ],
  },
  {
    mistake: 'a conflict is decided again without what was found',
    changes: [
      {
        file: 'lib/consumer/idempotency.ts',
        from: 'stored: undone.found ?? (await store.load(subject))',
        to: 'stored: record.stored',
      },
    ],
  },
  {
    mistake: 'a charge has another key each time',
    changes: [
      {
        file: PAYMENT,
        from: 'idempotencyKey: `capture-${id}`',
        to: `idempotencyKey: \`capture-\${id}-\${${ANOTHER}}\``,
      },
    ],
  },
  {
    mistake: 'a refund has another key each time',
    changes: [
      {
        file: PAYMENT,
        from: 'idempotencyKey: `refund-${order.subject}`',
        to: `idempotencyKey: \`refund-\${order.subject}-\${${ANOTHER}}\``,
      },
    ],
  },
  {
    mistake: 'a parcel is booked under the key of the event',
    changes: [
      {
        file: 'handlers/shipping/shipping.ts',
        from: "decide: (facts, { subject }) => (facts.kind === 'waiting' ? bookIfReady(facts, subject)",
        to: "decide: (facts, { subject, id }) => (facts.kind === 'waiting' ? bookIfReady(facts, subject, id)",
      },
      {
        file: 'handlers/shipping/shipping.ts',
        from: 'function bookIfReady(facts: Waiting, orderId: string): Step {',
        to: 'function bookIfReady(facts: Waiting, orderId: string, id: string): Step {',
      },
      {
        file: 'handlers/shipping/shipping.ts',
        from: 'idempotencyKey: `book-${orderId}`',
        to: 'idempotencyKey: `book-${id}`',
      },
    ],
  },
  {
    mistake: 'stock is taken without looking whether it is there',
    changes: [{ file: 'handlers/fulfillment/stock.ts', from: 'atLeast: quantity };', to: 'atLeast: 0 };' }],
  },
  {
    mistake: 'what was reserved is not put back',
    changes: [
      {
        file: FULFILLMENT,
        from: '  if (picking.taken > 0 && !keepsWhatItTakes(order)) return putBack(order);\n',
        to: '',
      },
    ],
  },
  {
    mistake: 'a payment that is heard of before its order is forgotten',
    changes: [
      {
        file: FULFILLMENT,
        from: "return { ...facts, payment: facts.payment ?? 'captured' };",
        to: "return facts.items === undefined ? facts : { ...facts, payment: facts.payment ?? 'captured' };",
      },
    ],
  },
  {
    mistake: 'an invoice number is drawn without advancing its counter',
    changes: [{ file: INVOICE, from: 'join: drawn.map(drawing) }', to: 'join: [] }' }],
  },
  {
    mistake: 'a refund that is heard of before its order gets no credit note',
    changes: [
      {
        file: INVOICE,
        from: "      case 'payment.refunded': {\n",
        to: "      case 'payment.refunded': {\n        if (record.order === undefined) return record;\n",
      },
    ],
  },
  {
    mistake: 'points are given for an order that was refunded before',
    changes: [{ file: 'handlers/rewards/rewards.ts', from: 'isRefunded && isWhole ? 0 : points', to: 'points' }],
  },
  {
    mistake: 'a declined payment that is heard of before its order counts as demand',
    changes: [
      {
        file: 'handlers/forecasting/forecasting.ts',
        from: 'return { ...facts, isTakenBack: true };',
        to: 'return facts.placed === undefined ? facts : { ...facts, isTakenBack: true };',
      },
    ],
  },
  {
    mistake: 'the history is in no index while its order is open',
    changes: [
      {
        file: 'handlers/orders/overdue.ts',
        from: 'if (first === undefined ||',
        to: 'if (events.length > 1 || first === undefined ||',
      },
    ],
  },
  {
    mistake: 'the API announces before it remembers the key',
    changes: [
      {
        file: POST_ORDER,
        from: '  const stored = await remember(ports.announcements, wanted);\n',
        to: '  await announce(ports.publisher, placedEvent(order, wanted), "");\n  const stored = await remember(ports.announcements, wanted);\n',
      },
    ],
  },
  {
    mistake: 'the API answers 202 although SNS did not take the event',
    changes: [
      {
        file: POST_ORDER,
        from: 'if (failure !== undefined) throw',
        to: 'if (failure === undefined) return;\n  if (failure.permanent) throw',
      },
    ],
  },
  {
    mistake: 'a request that is sent again is announced as if it were new',
    changes: [
      {
        file: POST_ORDER,
        from: 'placedEvent(order, stored)',
        to: 'placedEvent(order, wanted)',
      },
    ],
  },
  {
    mistake: 'the API takes another order under a used key',
    changes: [
      {
        file: POST_ORDER,
        from: 'if (stored.orderHash === wanted.orderHash) return;',
        to: 'if (stored.orderHash !== undefined) return;',
      },
    ],
  },
  {
    mistake: 'a copy publishes again',
    changes: [
      {
        file: OWNERSHIP,
        from: "const COPY: Duty = { row: 'copy', ...NOTHING };",
        to: "const COPY: Duty = { row: 'copy', ...AGAIN };",
      },
    ],
    faults: ['copies by topics'],
  },
  {
    mistake: 'the delivery that lost its answer does not publish',
    changes: [
      {
        file: OWNERSHIP,
        from: "    row: 'our own write',\n    ...AGAIN,",
        to: "    row: 'our own write',\n    ...NOTHING,",
      },
    ],
  },
  {
    mistake: 'nobody publishes for a function that died',
    changes: [
      {
        file: OWNERSHIP,
        from: "    row: 'died in between',\n    ...AGAIN,",
        to: "    row: 'died in between',\n    ...NOTHING,",
      },
    ],
  },
  {
    mistake: 'a copy of a message that is under way is acknowledged',
    changes: [
      {
        file: OWNERSHIP,
        from: "{ row: 'under way', publish: false, acknowledge: false,",
        to: "{ row: 'under way', publish: false, acknowledge: true,",
      },
    ],
    faults: ['copies by queues', 'crashes', 'slowness', 'lost answers', 'throttling'],
  },
  {
    mistake: 'a copy of a message that is under way publishes',
    changes: [
      {
        file: OWNERSHIP,
        from: "{ row: 'under way', publish: false, acknowledge: false,",
        to: "{ row: 'under way', publish: true, acknowledge: true,",
      },
    ],
    faults: ['copies by queues'],
  },
  {
    mistake: 'what is left to another delivery is quarantined in its last attempt',
    changes: [
      {
        file: TURN,
        from: '      else leave(delivery, event);',
        to: "      else fail(delivery, new PermanentError('UnderWay', 'another delivery is under way'));",
      },
      {
        file: TURN,
        from: "import { timestamp } from '../clock/clock.ts';",
        to: "import { timestamp } from '../clock/clock.ts';\nimport { PermanentError } from '../errors.ts';",
      },
    ],
    faults: ['copies by queues'],
  },
  {
    mistake: 'a redrive is taken for a copy',
    changes: [
      {
        file: OWNERSHIP,
        from: 'carrier.isRedriven || isMoved(carrier, owner, visibilitySeconds)',
        to: 'isMoved(carrier, owner, visibilitySeconds) && false',
      },
    ],
  },
  {
    mistake: 'a replay publishes again',
    changes: [
      {
        file: OWNERSHIP,
        from: "    row: 'replayed',\n    ...NOTHING,",
        to: "    row: 'replayed',\n    ...AGAIN,",
      },
    ],
    faults: ['replays'],
  },
  {
    mistake: 'what an older version committed is taken for published',
    changes: [
      {
        file: OWNERSHIP,
        from: "const NO_OWNER: Duty = { row: 'no owner', ...AGAIN };",
        to: "const NO_OWNER: Duty = { row: 'no owner', ...NOTHING };",
      },
    ],
    faults: ['deployments', 'old versions', 'crashes', 'partial failures', 'throttling', 'slowness'],
  },
];
