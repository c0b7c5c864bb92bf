import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { OrderPlaced } from '../order-placed.ts';

export declare const validator: Validator<OrderPlaced>;
export declare const schema: Schema;
