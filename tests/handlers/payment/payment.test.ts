import fc from 'fast-check';
import type { CaptureOutcome } from '../../../handlers/payment/gateway.ts';
import { type Payment, payment } from '../../../handlers/payment/payment.ts';
import { type Answers, OrderUnderTest, specification } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const placed = event('order.placed');
const outOfStock = event('fulfillment.failed');
const undeliverable = event('shipment.failed');
const captured = {
  type: 'payment.captured',
  data: { chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850' },
} as const;
const refunded = (reason: 'out-of-stock' | 'undeliverable') =>
  ({
    type: 'payment.refunded',
    data: { refundId: 're_1', chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850', reason },
  }) as const;

const declined = {
  type: 'payment.declined',
  data: { reason: 'card_declined', amountMinor: 3564, currency: 'GBP' },
} as const;
const declines: CaptureOutcome = { kind: 'declined', reason: 'card_declined' };

function gateway(outcome: CaptureOutcome = { kind: 'captured', chargeId: 'ch_1' }): Answers<Payment> {
  return { capture: () => outcome, refund: () => ({ refundId: 're_1' }) };
}

describe('payment', () => {
  const { given } = specification(payment, gateway());

  it('captures the total of a placed order and announces the charge', () => {
    const { facts } = given().when(placed).then(captured);
    expect(facts).toEqual({
      charge: { kind: 'captured', chargeId: 'ch_1', amountMinor: 3564, currency: 'GBP', customerId: '17850' },
    });
  });

  it('asks the gateway with a key derived from the event, and never keeps the card token', () => {
    const { facts } = given()
      .when(placed)
      .asks({
        port: 'capture',
        request: {
          idempotencyKey: `capture-${placed.id}`,
          orderId: 'order-1',
          paymentToken: 'pm_card_visa',
          amountMinor: 3564,
          currency: 'GBP',
        },
      });
    expect(JSON.stringify(facts)).not.toContain('pm_card_visa');
  });

  it('announces a decline, and charges nothing', () => {
    specification(payment, gateway(declines)).given().when(placed).then(declined);
  });

  it('gives the money back when the order is out of stock', () => {
    const { facts, emitted } = given(placed).when(outOfStock).then(refunded('out-of-stock'));
    expect(emitted).toEqual([captured, refunded('out-of-stock')]);
    expect(facts.refundId).toBe('re_1');
  });

  it('gives the money back when the order is undeliverable', () => {
    const { emitted } = given(placed).when(undeliverable).then(refunded('undeliverable'));
    expect(emitted).toEqual([captured, refunded('undeliverable')]);
  });

  it('refunds nothing when the payment was declined', () => {
    const { asked } = specification(payment, gateway(declines)).given(placed).when(outOfStock).then();
    expect(asked.map(({ port }) => port)).toEqual(['capture']);
  });

  it('refunds an order once, whatever failures arrive', () => {
    const { emitted, asked } = given(placed, outOfStock).when(undeliverable).then();
    expect(emitted.filter(({ type }) => type === 'payment.refunded')).toHaveLength(1);
    expect(asked.filter(({ port }) => port === 'refund')).toHaveLength(1);
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
