/** All services together, in memory: whatever the interleaving, the duplicates and the outcomes, every order ends legally. */
import fc from 'fast-check';
import type { EventOf } from '../../events/contract.ts';
import { type ForecastingFacts, forecasting } from '../../handlers/forecasting/forecasting.ts';
import { fulfillment } from '../../handlers/fulfillment/fulfillment.ts';
import { invoice } from '../../handlers/invoice/invoice.ts';
import { hasEnded, orderStatus } from '../../handlers/orders/order-status.ts';
import { orders } from '../../handlers/orders/orders.ts';
import type { CaptureOutcome } from '../../handlers/payment/gateway.ts';
import { payment } from '../../handlers/payment/payment.ts';
import { rewards } from '../../handlers/rewards/rewards.ts';
import type { BookingOutcome } from '../../handlers/shipping/carrier.ts';
import { shipping } from '../../handlers/shipping/shipping.ts';
import { type CloudEvent, envelopeOf } from '../../lib/cloudevents/envelope.ts';
import { consumersOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import { type Numbers, OrderUnderTest } from '../rig/decider-specification.ts';
import { event } from '../rig/event-builder.ts';

const SKUS = ['lantern', 'teapot', 'jigsaw'];
const TIME = '2026-01-31T12:00:00.000Z';

/** What fate has in store for one order. */
interface Fate {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly isDeclined: boolean;
  readonly isUndeliverable: boolean;
}

const fates = fc.record<Fate>({
  lines: fc.array(fc.record({ sku: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  isDeclined: fc.boolean(),
  isUndeliverable: fc.boolean(),
});

interface Delivery {
  readonly service: string;
  readonly event: CloudEvent;
}

/** The one part that all services of one order have in common here: they take events, and say what they announce. */
interface Participant {
  readonly emitted: readonly { readonly type: string; readonly data: unknown }[];
  when(event: never): unknown;
}

class Order {
  readonly placed: EventOf<'order.placed'>;
  readonly payment;
  readonly fulfillment;
  readonly shipping;
  readonly invoice;
  readonly rewards;
  readonly forecasting = new OrderUnderTest(forecasting);
  readonly orders = new OrderUnderTest(orders);
  readonly charges = new Map<string, number>();
  readonly refunds = new Map<string, number>();

  constructor(index: number, { lines, isDeclined, isUndeliverable }: Fate, numbers: Numbers) {
    const totalMinor = lines.reduce((sum, { quantity }) => sum + quantity * 100, 0);
    const priced = lines.map((line) => ({ ...line, unitPriceMinor: 100 }));
    this.placed = event('order.placed', { orderId: `order-${index}`, time: TIME, data: { lines: priced, totalMinor } });
    this.payment = new OrderUnderTest(payment, {
      capture: ({ idempotencyKey, amountMinor }): CaptureOutcome => {
        if (isDeclined) return { kind: 'declined', reason: 'card_declined' };
        this.charges.set(idempotencyKey, amountMinor);
        return { kind: 'captured', chargeId: `ch_${index}` };
      },
      refund: ({ idempotencyKey, amountMinor }) => {
        this.refunds.set(idempotencyKey, amountMinor);
        return { refundId: `re_${index}` };
      },
    });
    this.fulfillment = new OrderUnderTest(fulfillment, {}, numbers);
    this.rewards = new OrderUnderTest(rewards, {}, numbers);
    // As wrong as a process may be that others have overtaken.
    const lastNumber = ({ found }: { found?: number }) => found ?? 0;
    this.invoice = new OrderUnderTest(invoice, { lastNumber }, numbers);
    this.shipping = new OrderUnderTest(shipping, {
      book: (): BookingOutcome =>
        isUndeliverable
          ? { kind: 'undeliverable', carrier: 'sandbox' }
          : { kind: 'booked', carrier: 'sandbox', trackingNumber: `SB${index}` },
    });
  }

  participant(service: string): Participant {
    const participants: Record<string, Participant> = {
      payment: this.payment,
      fulfillment: this.fulfillment,
      shipping: this.shipping,
      invoice: this.invoice,
      rewards: this.rewards,
      forecasting: this.forecasting,
      orders: this.orders,
    };
    const participant = participants[service];
    if (participant !== undefined) return participant;
    throw new Error(`${service} takes no part in tests/handlers/choreography.test.ts: add its decider to Order`);
  }

  get status() {
    return orderStatus(this.orders.facts.events.map(({ type }) => type));
  }
}

/** SNS as the topology wires it: every consumer of the type gets a delivery of its own. */
function fanOut(published: CloudEvent): Delivery[] {
  return consumersOf(topology).flatMap(({ name, consumes }) =>
    consumes.includes(published.type) ? [{ service: name, event: published }] : [],
  );
}

/** Delivers until nothing is left: always any of what is under way, and some of it again. */
function run(all: ReadonlyMap<string, Order>, chance: Iterator<number>): { duplicated: number } {
  const next = (limit: number): number => Number(chance.next().value) % limit;
  const underWay = [...all.values()].flatMap(({ placed }) => fanOut(placed));
  let duplicated = 0;
  while (underWay.length > 0) {
    const [delivery] = underWay.splice(next(underWay.length), 1);
    if (delivery === undefined) break;
    if (next(5) === 0) {
      underWay.push(delivery);
      duplicated += 1;
    }
    const order = all.get(delivery.event.subject);
    if (order === undefined) throw new Error(`nobody placed ${delivery.event.subject}`);
    const participant = order.participant(delivery.service);
    const before = participant.emitted.length;
    participant.when(delivery.event as never);
    for (const { type, data } of participant.emitted.slice(before)) {
      underWay.push(...fanOut(envelopeOf({ type, data, time: TIME }, delivery.service, delivery.event)));
    }
  }
  return { duplicated };
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

function expectInvoicesWithoutGaps(all: readonly Order[]): void {
  const upTo = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => `${prefix}2026-00000${index + 1}`);
  const numbersOf = (kind: 'invoice' | 'creditNote') =>
    all.flatMap(({ invoice: { facts } }) => facts[kind]?.number ?? []).sort();
  expect(numbersOf('invoice')).toEqual(upTo(all.length, ''));
  expect(numbersOf('creditNote')).toEqual(upTo(all.filter(({ refunds }) => refunds.size > 0).length, 'CN-'));
}

function expectPointsOfShippedOrders(all: readonly Order[], numbers: Numbers): void {
  const shipped = all.filter(({ status }) => status === 'shipped');
  const earned = sum(shipped.map(({ placed }) => placed.data.totalMinor / 100));
  expect(numbers.get('balances/17850/points') ?? 0).toBe(earned);
}

function expectDemandAsOrdered(all: readonly Order[]): void {
  for (const {
    placed,
    status,
    forecasting: { facts },
  } of all) {
    const units = ({ placed: known }: ForecastingFacts) => sum(known?.units.map(({ quantity }) => quantity) ?? []);
    expect(units(facts)).toBe(sum(placed.data.lines.map(({ quantity }) => quantity)));
    expect(facts.isTakenBack ?? false).toBe(status === 'declined');
  }
}

describe('the choreography', () => {
  it('ends every order legally, with money and stock conserved, in any interleaving', () => {
    const seen: Record<string, number> = {};
    let duplicates = 0;
    fc.assert(
      fc.property(
        fc.array(fates, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 8 }),
        fc.infiniteStream(fc.nat({ max: 1_000 })),
        (drawn, units, chance) => {
          const numbers: Numbers = new Map(SKUS.map((sku) => [`stock/${sku}/available`, units]));
          const all = new Map(drawn.map((fate, index) => [`order-${index}`, new Order(index, fate, numbers)]));
          duplicates += run(all, chance).duplicated;

          const shippedUnits = new Map<string, number>();
          for (const order of all.values()) {
            seen[order.status] = (seen[order.status] ?? 0) + 1;
            expect(hasEnded(order.status)).toBe(true);
            expect(order.charges.size).toBeLessThanOrEqual(1);
            expect(order.refunds.size).toBeLessThanOrEqual(1);
            const isShipped = order.status === 'shipped';
            const { totalMinor, lines } = order.placed.data;
            expect(sum(order.charges.values()) - sum(order.refunds.values())).toBe(isShipped ? totalMinor : 0);
            if (!isShipped) continue;
            for (const { sku, quantity } of lines) shippedUnits.set(sku, (shippedUnits.get(sku) ?? 0) + quantity);
          }
          for (const sku of SKUS) {
            const left = numbers.get(`stock/${sku}/available`) ?? 0;
            expect(left).toBeGreaterThanOrEqual(0);
            expect(units - left).toBe(shippedUnits.get(sku) ?? 0);
          }
          expectInvoicesWithoutGaps([...all.values()]);
          expectPointsOfShippedOrders([...all.values()], numbers);
          expectDemandAsOrdered([...all.values()]);
        },
      ),
      { numRuns: 500 },
    );
    // Every end was reached, and by every road: otherwise the property proves little.
    expect(Object.keys(seen).sort()).toEqual(['declined', 'refunded', 'shipped']);
    expect(duplicates).toBeGreaterThan(100);
  });
});
