import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { ShipmentDispatched } from '../shipment-dispatched.ts';

export declare const validator: Validator<ShipmentDispatched>;
export declare const schema: Schema;
