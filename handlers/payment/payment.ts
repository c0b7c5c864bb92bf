/** Payment: charges an order once, and gives the money back once if the order cannot be fulfilled or delivered. */

import type { Consumed, Emitted, EventOf } from '../../events/contract.ts';
import { ask, type Decider, type Decision, settle } from '../../lib/consumer/decider.ts';
import { unreachable } from '../../lib/errors.ts';
import type { PaymentGateway } from './gateway.ts';
import type { service } from './service.ts';

export interface PaymentFacts {
  readonly charge?: Charge;
  /** The first failure that was heard of; the money goes back because of it. */
  readonly failure?: 'out-of-stock' | 'undeliverable';
  readonly refundId?: string;
}

type Charge = Captured | { readonly kind: 'declined'; readonly reason: string };

interface Captured {
  readonly kind: 'captured';
  readonly chargeId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly customerId: string;
}

/** The gateway's calls, by name. */
export type PaymentPorts = Pick<PaymentGateway, 'capture' | 'refund'>;

type Emits = Emitted<typeof service>;
export type Payment = { facts: PaymentFacts; event: Consumed<typeof service>; emits: Emits; ports: PaymentPorts };
type Step = Decision<Payment>;

export const payment: Decider<Payment> = {
  initial: {},
  evolve(facts, event) {
    switch (event.type) {
      case 'order.placed':
        // What is kept of it is the charge, of which the gateway has to be asked first.
        return facts;
      case 'fulfillment.failed':
      case 'shipment.failed':
        return { ...facts, failure: facts.failure ?? event.data.reason };
      default:
        return unreachable(event);
    }
  },
  decide(facts, event) {
    switch (event.type) {
      case 'order.placed':
        return facts.charge === undefined ? charge(facts, event) : settle(facts);
      case 'fulfillment.failed':
      case 'shipment.failed':
        return refundIfDue(facts, event, []);
      default:
        return unreachable(event);
    }
  },
};

function charge(facts: PaymentFacts, { id, subject, data }: EventOf<'order.placed'>): Step {
  const { customerId, currency, totalMinor: amountMinor, paymentToken } = data;
  const request = { idempotencyKey: `capture-${id}`, orderId: subject, paymentToken, amountMinor, currency };
  return ask('capture', request, (outcome): Step => {
    switch (outcome.kind) {
      case 'captured': {
        const { chargeId } = outcome;
        const captured = { kind: 'captured', chargeId, amountMinor, currency, customerId } as const;
        return refundIfDue({ ...facts, charge: captured }, { subject }, [
          { type: 'payment.captured', data: { chargeId, amountMinor, currency, customerId } },
        ]);
      }
      case 'declined':
        return settle(
          { ...facts, charge: outcome },
          { type: 'payment.declined', data: { reason: outcome.reason, amountMinor, currency } },
        );
      default:
        return unreachable(outcome);
    }
  });
}

/** One refund per order, ever: its key is the order's, so not even two failures at once can make a second one. */
function refundIfDue(facts: PaymentFacts, order: { subject: string }, emit: readonly Emits[]): Step {
  const { charge, failure, refundId } = facts;
  if (charge?.kind !== 'captured' || failure === undefined || refundId !== undefined) return settle(facts, ...emit);
  const { chargeId, amountMinor, currency, customerId } = charge;
  const request = { idempotencyKey: `refund-${order.subject}`, chargeId, amountMinor, currency };
  return ask('refund', request, (outcome): Step => {
    const refunded = { refundId: outcome.refundId, chargeId, amountMinor, currency, customerId, reason: failure };
    return settle({ ...facts, refundId: outcome.refundId }, ...emit, { type: 'payment.refunded', data: refunded });
  });
}
