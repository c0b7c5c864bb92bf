/** Fields of events that are personal data, or as good as money: what shows an event masks them. */
export const personalFields: ReadonlySet<string> = new Set([
  'shippingAddress',
  'customerId',
  'placedBy',
  'paymentToken',
]);
