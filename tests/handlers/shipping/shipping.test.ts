import fc from 'fast-check';
import type { BookingOutcome } from '../../../handlers/shipping/carrier.ts';
import { sandboxCarrier, UNDELIVERABLE_POSTAL_CODE } from '../../../handlers/shipping/sandbox-carrier.ts';
import { type Shipping, shipping } from '../../../handlers/shipping/shipping.ts';
import { type Answers, OrderUnderTest, specification } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const placed = event('order.placed');
const packed = event('fulfillment.packed');
const booked: BookingOutcome = { kind: 'booked', carrier: 'post', trackingNumber: 'T1' };
const undeliverable: BookingOutcome = { kind: 'undeliverable', carrier: 'post' };

const carrier = (outcome: BookingOutcome = booked): Answers<Shipping> => ({ book: () => outcome });

describe('shipping', () => {
  const { given } = specification(shipping, carrier());

  it.each([
    ['placed, then packed', placed, packed],
    ['packed, then placed', packed, placed],
  ])('books a carrier once an order is %s, and announces the tracking number', (_, first, second) => {
    const { asked } = given(first)
      .when(second)
      .then({ type: 'shipment.dispatched', data: { carrier: 'post', trackingNumber: 'T1' } });
    expect(asked).toEqual([
      {
        port: 'book',
        request: {
          idempotencyKey: 'book-order-1',
          orderId: 'order-1',
          address: placed.data.shippingAddress,
          items: packed.data.items,
        },
      },
    ]);
  });

  it.each([
    ['its address', placed],
    ['that it is packed', packed],
  ])('books nothing while it knows of an order only %s', (_, known) => {
    const { asked } = given().when(known).then();
    expect(asked).toEqual([]);
  });

  it('announces that a parcel is undeliverable', () => {
    specification(shipping, carrier(undeliverable))
      .given(placed)
      .when(packed)
      .then({ type: 'shipment.failed', data: { carrier: 'post', reason: 'undeliverable' } });
  });

  it.each([booked, undeliverable])('forgets the address when the answer is $kind', (outcome) => {
    const order = new OrderUnderTest(shipping, carrier(outcome)).when(placed, packed);
    expect(order.facts).toEqual(outcome);
  });

  it('keeps of an order that waits for packing its address, and nothing else about the customer', () => {
    const order = new OrderUnderTest(shipping, carrier()).when(placed);
    expect(order.facts).toEqual({ kind: 'waiting', address: placed.data.shippingAddress });
  });

  it('converges for every permutation and duplication of the events of an order', () => {
    const arrivals = fc.shuffledSubarray([placed, packed, placed, packed, placed, packed], { minLength: 6 });
    let packedFirst = 0;
    fc.assert(
      fc.property(fc.constantFrom(booked, undeliverable), arrivals, (outcome, arrival) => {
        if (arrival[0] === packed) packedFirst += 1;
        const expected = new OrderUnderTest(shipping, carrier(outcome)).when(placed, packed);
        const actual = new OrderUnderTest(shipping, carrier(outcome)).when(...arrival);
        expect(actual.facts).toEqual(expected.facts);
        expect(actual.emitted).toEqual(expected.emitted);
        expect(actual.asked).toEqual(expected.asked);
      }),
    );
    expect(packedFirst).toBeGreaterThan(0);
  });
});

describe('the sandbox carrier', () => {
  const { shippingAddress: address } = placed.data;
  const request = { idempotencyKey: 'book-order-1', orderId: 'order-1', address, items: packed.data.items };

  it('answers the same tracking number to the same key, and another to another', async () => {
    const first = await sandboxCarrier.book(request);
    expect(first).toEqual({
      kind: 'booked',
      carrier: 'sandbox',
      trackingNumber: expect.stringMatching(/^SB\d{10}GB$/),
    });
    expect(await sandboxCarrier.book(request)).toEqual(first);
    expect(await sandboxCarrier.book({ ...request, idempotencyKey: 'book-order-2' })).not.toEqual(first);
  });

  it('delivers nothing to the undeliverable postal code', async () => {
    const nowhere = { ...request, address: { ...address, postalCode: UNDELIVERABLE_POSTAL_CODE } };
    expect(await sandboxCarrier.book(nowhere)).toEqual({ kind: 'undeliverable', carrier: 'sandbox' });
  });
});
