import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { PaymentDeclined } from '../payment-declined.ts';

export declare const validator: Validator<PaymentDeclined>;
export declare const schema: Schema;
