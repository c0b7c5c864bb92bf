import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { InvoiceCredited } from '../invoice-credited.ts';

export declare const validator: Validator<InvoiceCredited>;
export declare const schema: Schema;
