import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { ShipmentFailed } from '../shipment-failed.ts';

export declare const validator: Validator<ShipmentFailed>;
export declare const schema: Schema;
