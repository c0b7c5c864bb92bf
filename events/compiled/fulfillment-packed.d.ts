import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { FulfillmentPacked } from '../fulfillment-packed.ts';

export declare const validator: Validator<FulfillmentPacked>;
