import { rush } from './contention.ts';

describe('orders that all want one thing', () => {
  it('get through within seconds, and are not in each other’s way more than they were', async () => {
    const { accepted, broken, services } = await rush({ ordersPerSecond: 50, seconds: 10, skus: 1 });
    expect({ accepted, broken }).toEqual({ accepted: 500, broken: [] });
    const of = (name: string) => services.find(({ service }) => service === name);
    // They did meet: otherwise nothing was proved. 2.0 writes refused per order, and 0.4 of invoices, when this was written.
    expect(of('fulfillment')?.refusedPerOrder).toBeGreaterThan(1);
    expect(of('fulfillment')?.refusedPerOrder).toBeLessThan(3);
    expect(of('invoice')?.refusedPerOrder).toBeLessThan(1);
    expect(of('fulfillment')?.emptyAfterSeconds).toBeLessThan(30);
  });
});
