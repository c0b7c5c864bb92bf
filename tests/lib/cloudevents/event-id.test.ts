import { eventId } from '../../../lib/cloudevents/event-id.ts';

describe('the id of an event', () => {
  it('is the UUIDv5 of publisher, cause and type, the same in every implementation', () => {
    // python3 -c "from uuid import *; print(uuid5(uuid5(NAMESPACE_URL, 'urn:fanfare'), 'payment/cause-1/payment.captured'))"
    expect(eventId('payment', 'cause-1', 'payment.captured')).toBe('89cb5a33-fe13-5357-8f38-8893e1535424');
  });

  it('differs by publisher, by cause and by type', () => {
    const ids = [
      eventId('payment', 'cause-1', 'payment.captured'),
      eventId('invoice', 'cause-1', 'payment.captured'),
      eventId('payment', 'cause-2', 'payment.captured'),
      eventId('payment', 'cause-1', 'payment.declined'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
