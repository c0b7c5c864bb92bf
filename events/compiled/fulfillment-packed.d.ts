import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { FulfillmentPacked } from '../fulfillment-packed.ts';

export declare const validator: Validator<FulfillmentPacked>;
export declare const schema: Schema;
