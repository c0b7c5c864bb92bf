import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { InvoiceIssued } from '../invoice-issued.ts';

export declare const validator: Validator<InvoiceIssued>;
