import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { PaymentCaptured } from '../payment-captured.ts';

export declare const validator: Validator<PaymentCaptured>;
export declare const schema: Schema;
