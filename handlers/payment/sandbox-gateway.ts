/** A payment gateway to try things with: its tokens behave as in Stripe's test mode. */

import type { Clock } from '../../lib/clock/clock.ts';
import { uuidV5 } from '../../lib/cloudevents/event-id.ts';
import { TransientError } from '../../lib/errors.ts';
import type { CaptureOutcome, PaymentGateway } from './gateway.ts';

/** The bank declines. https://docs.stripe.com/testing#declined-payments */
export const DECLINED_TOKEN = 'pm_card_visa_chargeDeclined';

/** The gateway is down, always. */
const OUTAGE_TOKEN = 'pm_sandbox_outage';

/**
 * Ids are derived from the idempotency key: the same key gives the same charge in every process and for ever, which is what
 * the port promises. Until `outageUntil` (RFC 3339) the gateway is down for every token.
 */
export function sandboxGateway(clock: Clock, outageUntil?: string): PaymentGateway {
  const assertUp = (): void => {
    if (outageUntil !== undefined && clock.now() < Date.parse(outageUntil)) throw outage();
  };
  return {
    capture: async ({ idempotencyKey, paymentToken }) => {
      assertUp();
      return outcomeOf(paymentToken, idempotencyKey);
    },
    refund: async ({ idempotencyKey }) => {
      assertUp();
      return { refundId: `re_${shortId(idempotencyKey)}` };
    },
  };
}

function outcomeOf(paymentToken: string, idempotencyKey: string): CaptureOutcome {
  if (paymentToken === OUTAGE_TOKEN) throw outage();
  if (paymentToken === DECLINED_TOKEN) return { kind: 'declined', reason: 'card_declined' };
  return { kind: 'captured', chargeId: `ch_${shortId(idempotencyKey)}` };
}

function outage(): TransientError {
  return new TransientError('GatewayOutage', 'the payment gateway does not answer');
}

function shortId(idempotencyKey: string): string {
  return uuidV5(idempotencyKey).replaceAll('-', '').slice(0, 16);
}
