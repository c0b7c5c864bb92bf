import { maskedRecord } from '../../../resources/console/server/masked-record.ts';

test('what a service knows is shown as far as it is listed: numbers, times, ids and texts of events that are declared', () => {
  expect(
    maskedRecord({
      charge: { kind: 'captured', chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850' },
      placedAt: '2026-01-31T12:00:00.000Z',
      cause: '10000000-0000-5000-8000-000000000001',
      isRefunded: true,
    }),
  ).toEqual({
    charge: {
      kind: 'captured',
      chargeId: 'ch_1',
      amountMinor: 3564,
      currency: 'GBP',
      customerId: '••• (5 characters)',
    },
    placedAt: '2026-01-31T12:00:00.000Z',
    cause: '10000000-0000-5000-8000-000000000001',
    isRefunded: true,
  });
});

test('what nobody listed is masked, under whatever name', () => {
  const text = JSON.stringify(
    maskedRecord({
      billTo: { recipient: 'A. Turner' },
      BillTo: 'A. Turner',
      notes: ['A. Turner'],
      constructor: 'A. Turner',
    }),
  );
  expect(text).not.toContain('Turner');
});
