import type { Validator } from '../../lib/cloudevents/validator.ts';
import type { InvoiceCredited } from '../invoice-credited.ts';

export declare const validator: Validator<InvoiceCredited>;
