import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { FulfillmentFailed } from '../fulfillment-failed.ts';

export declare const validator: Validator<FulfillmentFailed>;
export declare const schema: Schema;
