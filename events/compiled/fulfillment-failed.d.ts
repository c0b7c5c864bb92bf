import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { FulfillmentFailed } from '../fulfillment-failed.ts';

export declare const validator: Validator<FulfillmentFailed>;
