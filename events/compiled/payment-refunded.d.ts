import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { PaymentRefunded } from '../payment-refunded.ts';

export declare const validator: Validator<PaymentRefunded>;
