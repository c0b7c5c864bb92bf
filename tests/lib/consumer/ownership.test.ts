import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import {
  type Carrier,
  carrierOf,
  type Duty,
  dutyOf,
  type Owner,
  ownedBy,
  ownerOf,
  publicationOf,
  shortHash,
} from '../../../lib/consumer/ownership.ts';

const VISIBILITY_SECONDS = 180;
const OWNER: Owner = {
  message: 'message-1',
  receives: 2,
  invocation: 'invocation-1',
  publication: 'publication-1',
  firstReceivedAt: 1_000,
};
const SAME: Carrier = { ...OWNER, sentAt: 990, isRedriven: false, isReplayed: false };
const OTHER: Carrier = { ...SAME, message: 'message-2', receives: 1, invocation: 'invocation-2' };
const LATER = { sentAt: 1_000 + VISIBILITY_SECONDS / 2 + 1 };

const yes = { publish: true, acknowledge: true, takesOver: false };
const no = { publish: false, acknowledge: true, takesOver: false };

/** In the order of precedence. */
const table: readonly [string, Partial<Carrier> & Pick<Carrier, 'message'>, Owner | undefined, Duty][] = [
  ['the answer to our own write was lost', SAME, OWNER, { row: 'our own write', ...yes }],
  ['a twin in the same batch, received less often', { ...SAME, receives: 1 }, OWNER, { row: 'our own write', ...yes }],
  [
    'the function died after its commit',
    { ...SAME, receives: 3, invocation: 'invocation-2' },
    OWNER,
    { row: 'died in between', ...yes },
  ],
  [
    'the same, after a copy of the message was received as often',
    { ...SAME, invocation: 'invocation-2' },
    OWNER,
    { row: 'under way', publish: false, acknowledge: false, takesOver: false },
  ],
  [
    'a copy of the message, received less often',
    { ...SAME, receives: 1, invocation: 'invocation-2' },
    OWNER,
    { row: 'under way', publish: false, acknowledge: false, takesOver: false },
  ],
  [
    'a copy of the owner’s message that says that it failed: it is still the same message',
    { ...SAME, invocation: 'invocation-2', isRedriven: true },
    OWNER,
    { row: 'under way', publish: false, acknowledge: false, takesOver: false },
  ],
  [
    'a replay, however it came',
    { ...OTHER, publication: 'publication-2', isReplayed: true, isRedriven: true },
    OWNER,
    { row: 'replayed', ...no },
  ],
  ['a redrive of ours, or of what says why it failed', { ...OTHER, isRedriven: true }, OWNER, redriven()],
  [
    'a redrive, whatever its publication',
    { ...OTHER, publication: 'publication-2', isRedriven: true },
    OWNER,
    redriven(),
  ],
  ['what AWS moved back, by its publication and its time', { ...OTHER, ...LATER }, OWNER, redriven()],
  [
    'the same without publications: a missing one equals a missing one',
    { ...OTHER, ...LATER, publication: '' },
    { ...OWNER, publication: '' },
    redriven(),
  ],
  ['a copy by SNS, which comes soon', { ...OTHER, sentAt: LATER.sentAt - 1 }, OWNER, { row: 'copy', ...no }],
  [
    'a copy by its publisher, however late',
    { ...OTHER, publication: 'publication-2', sentAt: 1_000_000 },
    OWNER,
    { row: 'copy', ...no },
  ],
  ['a copy without a publication', { ...OTHER, ...LATER, publication: '' }, OWNER, { row: 'copy', ...no }],
  ['what an older version has committed', OTHER, undefined, { row: 'no owner', ...yes }],
];

function redriven(): Duty {
  return { row: 'redriven', publish: true, acknowledge: true, takesOver: true };
}

describe('a delivery of an event that was dealt with before', () => {
  it.each(table)('%s', (_, carrier, owner, duty) => {
    expect(dutyOf({ ...SAME, ...carrier }, owner, VISIBILITY_SECONDS)).toMatchObject(duty);
  });

  const carriers = fc.record({
    message: fc.constantFrom('message-1', 'message-2'),
    receives: fc.integer({ min: 1, max: 4 }),
    invocation: fc.constantFrom('invocation-1', 'invocation-2'),
    publication: fc.constantFrom('', 'publication-1', 'publication-2'),
    firstReceivedAt: fc.integer({ min: 900, max: 1_200 }),
    sentAt: fc.integer({ min: 900, max: 1_200 }),
    isRedriven: fc.boolean(),
    isReplayed: fc.boolean(),
  });

  it('is kept only if the owner’s own message is under way elsewhere, and takes over only if it publishes', () => {
    const rows = new Map<string, number>();
    fc.assert(
      fc.property(carriers, (carrier) => {
        const { row, publish, acknowledge, takesOver } = dutyOf(carrier, OWNER, VISIBILITY_SECONDS);
        rows.set(row, (rows.get(row) ?? 0) + 1);
        if (!acknowledge) {
          expect({ message: carrier.message, publish }).toEqual({ message: OWNER.message, publish: false });
          expect(carrier.receives).toBeLessThanOrEqual(OWNER.receives);
        }
        if (takesOver)
          expect({ publish, isSame: carrier.message === OWNER.message }).toEqual({ publish: true, isSame: false });
      }),
      { numRuns: 1_000 },
    );
    expect([...rows.keys()].sort()).toEqual(
      ['copy', 'died in between', 'our own write', 'redriven', 'replayed', 'under way'].sort(),
    );
  });
});

describe('an owner', () => {
  const entries = [
    { type: 'payment.captured', time: '2026-01-31T12:00:00.000Z', data: {} },
    { type: 'payment.declined', time: '2026-01-31T12:00:00.000Z', data: {} },
  ];

  it('is kept with the first entry of its cause, and can be read again', () => {
    fc.assert(
      fc.property(
        fc.record({
          message: fc.string().map(shortHash),
          receives: fc.integer({ min: 1, max: 1_000 }),
          invocation: fc.string().map(shortHash),
          publication: fc.oneof(fc.constant(''), fc.string().map(shortHash)),
          firstReceivedAt: fc.integer({ min: 1_700_000_000, max: 4_000_000_000 }),
        }),
        (owner) => {
          const owned = ownedBy(owner, entries);
          expect(ownerOf(owned)).toEqual(owner);
          expect(owned.map(({ type, time, data }) => ({ type, time, data }))).toEqual(entries);
        },
      ),
    );
  });

  it('takes 55 bytes of the item', () => {
    const owner = { ...OWNER, message: shortHash('a'), invocation: shortHash('b'), publication: shortHash('c') };
    const owned = ownedBy({ ...owner, firstReceivedAt: 1_800_000_000 }, entries);
    expect(JSON.stringify(owned).length - JSON.stringify(entries).length).toBe(55);
  });

  it('is unknown where an older version wrote', () => {
    expect(ownerOf(entries)).toBeUndefined();
    expect(ownerOf([])).toBeUndefined();
  });
});

describe('what is known of a delivery', () => {
  const record = (messageAttributes: SQSRecord['messageAttributes']) =>
    ({
      messageId: 'message',
      attributes: {
        ApproximateReceiveCount: '3',
        ApproximateFirstReceiveTimestamp: '1800000000999',
        SentTimestamp: '1799999990000',
      },
      messageAttributes,
    }) as SQSRecord;
  const text = (stringValue: string) => ({ dataType: 'String' as const, stringValue });

  it('is what SQS says of it, by its clock', () => {
    expect(carrierOf(record({ publication: text('p') }), 'invocation')).toEqual({
      message: shortHash('message'),
      receives: 3,
      invocation: shortHash('invocation'),
      publication: 'p',
      firstReceivedAt: 1_800_000_000,
      sentAt: 1_799_999_990,
      isRedriven: false,
      isReplayed: false,
    });
  });

  it.each(['failure.class', 'redriven'])('%s says that it was in the dead-letter queue', (name) => {
    expect(carrierOf(record({ [name]: text('x') }), '')).toMatchObject({ isRedriven: true, publication: '' });
  });

  it('each delivery has a publication of its own, and the same delivery always the same', () => {
    const publications = [1, 2].map((receives) => publicationOf({ message: 'a', receives }));
    expect(new Set([...publications, publicationOf({ message: 'b', receives: 1 })]).size).toBe(3);
    expect(publicationOf({ message: 'a', receives: 1 })).toBe(publications[0]);
  });
});
