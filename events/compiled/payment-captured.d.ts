import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { PaymentCaptured } from '../payment-captured.ts';

export declare const validator: Validator<PaymentCaptured>;
