import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { PaymentRefunded } from '../payment-refunded.ts';

export declare const validator: Validator<PaymentRefunded>;
export declare const schema: Schema;
