import fc from 'fast-check';
import type { CaptureOutcome } from '../../../handlers/payment/gateway.ts';
import { type Payment, payment } from '../../../handlers/payment/payment.ts';
import { type Answers, OrderUnderTest } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const placed = event('order.placed');
const outOfStock = event('fulfillment.failed');
const undeliverable = event('shipment.failed');
const captured = {
  type: 'payment.captured',
  data: { chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850' },
};
const refunded = (reason: string) => ({
  type: 'payment.refunded',
  data: { refundId: 're_1', chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850', reason },
});

function gateway(outcome: CaptureOutcome = { kind: 'captured', chargeId: 'ch_1' }): Answers<Payment> {
  return { capture: () => outcome, refund: () => ({ refundId: 're_1' }) };
}

describe('payment', () => {
  it('captures the total of a placed order and announces the charge', () => {
    const order = new OrderUnderTest(payment, gateway()).when(placed);
    expect(order.emitted).toEqual([captured]);
    expect(order.facts).toEqual({
      charge: { kind: 'captured', chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850' },
    });
  });

  it('asks the gateway with a key derived from the event, and never keeps the card token', () => {
    const order = new OrderUnderTest(payment, gateway()).when(placed);
    expect(order.asked).toEqual([
      {
        port: 'capture',
        request: {
          idempotencyKey: `capture-${placed.id}`,
          orderId: 'order-1',
          paymentToken: 'pm_card_visa',
          amountMinor: 3564,
          currency: 'GBP',
        },
      },
    ]);
    expect(JSON.stringify(order.facts)).not.toContain('pm_card_visa');
  });

  it('announces a decline, and charges nothing', () => {
    const order = new OrderUnderTest(payment, gateway({ kind: 'declined', reason: 'card_declined' })).when(placed);
    expect(order.emitted).toEqual([
      { type: 'payment.declined', data: { reason: 'card_declined', amountMinor: 3564, currency: 'GBP' } },
    ]);
  });

  it('gives the money back when the order is out of stock', () => {
    const order = new OrderUnderTest(payment, gateway()).when(placed, outOfStock);
    expect(order.emitted).toEqual([captured, refunded('out-of-stock')]);
    expect(order.facts.refundId).toBe('re_1');
  });

  it('gives the money back when the order is undeliverable', () => {
    expect(new OrderUnderTest(payment, gateway()).when(placed, undeliverable).emitted).toEqual([
      captured,
      refunded('undeliverable'),
    ]);
  });

  it('refunds nothing when the payment was declined', () => {
    const order = new OrderUnderTest(payment, gateway({ kind: 'declined', reason: 'card_declined' })).when(
      placed,
      outOfStock,
    );
    expect(order.asked.map(({ port }) => port)).toEqual(['capture']);
  });

  it('refunds an order once, whatever failures arrive', () => {
    const order = new OrderUnderTest(payment, gateway()).when(placed, outOfStock, undeliverable);
    expect(order.emitted.filter(({ type }) => type === 'payment.refunded')).toHaveLength(1);
    expect(order.asked.filter(({ port }) => port === 'refund')).toHaveLength(1);
  });

  it('uses one refund key per order, so that two failures at once cannot refund twice', () => {
    const keyAfter = (failure: typeof outOfStock | typeof undeliverable) =>
      new OrderUnderTest(payment, gateway()).when(placed, failure).asked.at(-1)?.request;
    expect(keyAfter(outOfStock)).toEqual(keyAfter(undeliverable));
  });

  it('converges for every permutation and duplication of the events of an order', () => {
    const outcomes = fc.constantFrom<CaptureOutcome>(
      { kind: 'captured', chargeId: 'ch_1' },
      { kind: 'declined', reason: 'no' },
    );
    const failures = fc.constantFrom(outOfStock, undeliverable);
    const arrivals = fc.shuffledSubarray([0, 1, 0, 1, 0, 1], { minLength: 6 });
    let reordered = 0;
    fc.assert(
      fc.property(outcomes, failures, arrivals, (outcome, failure, arrival) => {
        const events = [placed, failure] as const;
        if (arrival[0] === 1) reordered += 1;
        const expected = new OrderUnderTest(payment, gateway(outcome)).when(...events);
        const actual = new OrderUnderTest(payment, gateway(outcome)).when(
          ...arrival.map((index) => (index === 0 ? placed : failure)),
        );
        expect(actual.facts).toEqual(expected.facts);
        expect(actual.emitted).toEqual(expected.emitted);
      }),
    );
    expect(reordered).toBeGreaterThan(0);
  });
});
