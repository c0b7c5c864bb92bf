import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { ShipmentFailed } from '../shipment-failed.ts';

export declare const validator: Validator<ShipmentFailed>;
