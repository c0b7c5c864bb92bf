/** A payment gateway that behaves as its port promises, and remembers what it was asked and what it charged. */
import type { CaptureOutcome, CaptureRequest, RefundRequest } from '../../handlers/payment/gateway.ts';
import type { PaymentPorts } from '../../handlers/payment/payment.ts';
import { TransientError } from '../../lib/errors.ts';

export class RecordingGateway implements PaymentPorts {
  readonly asked: string[] = [];
  /** Charges by idempotency key: a key charges once. */
  readonly charges = new Map<string, number>();
  /** While true, it does not answer. */
  isDown = false;
  /** Called between the charge and the answer. */
  afterCharge: (request: CaptureRequest) => Promise<void> = async () => undefined;

  capture = async (request: CaptureRequest): Promise<CaptureOutcome> => {
    this.asked.push(request.idempotencyKey);
    if (this.isDown) throw new TransientError('GatewayOutage', 'the payment gateway does not answer');
    this.charges.set(request.idempotencyKey, request.amountMinor);
    await this.afterCharge(request);
    return { kind: 'captured', chargeId: `ch_${request.orderId}` };
  };

  refund = async ({ idempotencyKey }: RefundRequest) => {
    this.asked.push(idempotencyKey);
    return { refundId: `re_${idempotencyKey}` };
  };
}
