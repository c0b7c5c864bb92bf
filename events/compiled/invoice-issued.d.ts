import type { Schema } from '../../lib/cloudevents/schema.ts';
import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { InvoiceIssued } from '../invoice-issued.ts';

export declare const validator: Validator<InvoiceIssued>;
export declare const schema: Schema;
