/** Fanfare's own compiled validators, so that no peer pays for compiling a schema. */
import { validator as orderPlaced } from '../../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../../events/compiled/payment-captured.js';

const validators = { 'order.placed': orderPlaced, 'payment.captured': paymentCaptured };

export function isValid({ type, data }) {
  return validators[type]?.(data) === true;
}
