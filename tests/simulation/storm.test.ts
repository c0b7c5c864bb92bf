import { quietDay } from './quiet-day.ts';
import { firstOrders, run } from './run.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A rush of orders while payment deals with its batches only after their visibility timeout, for a minute, or an hour. */
async function slowFor(milliseconds: number) {
  const messages = new Map<string, number>();
  let restedAtMs = 0;
  const { accepted, broken } = await quietDay({
    arrivals: Array.from({ length: 200 }, (_, index) => index * 50),
    outside: {
      onInvocation: (service, count) => void messages.set(service, (messages.get(service) ?? 0) + count),
    },
    begin: ({ services }, time) => {
      const payment = services.find(({ service }) => service.name === 'payment');
      if (payment === undefined) throw new Error('there is no payment');
      payment.mapping.hold(payment.service.visibilityTimeoutSeconds * 1_100);
      time.after(milliseconds, () => payment.mapping.hold(0));
      for (let second = 0; second < (4 * HOUR_MS) / 1_000; second += 10) {
        time.after(second * 1_000, () => {
          const isBusy = services.some(({ queue }) => queue.visible + queue.hidden > 0);
          if (isBusy) restedAtMs = time.elapsedMs;
        });
      }
    },
  });
  return { accepted, broken, messages, restedAtMs };
}

describe('a consumer that is slower than its visibility timeout', () => {
  it('recovers after a minute of it, and nothing is announced again at the next hop', async () => {
    const usual = await slowFor(0);
    const { accepted, broken, messages, restedAtMs } = await slowFor(MINUTE_MS);
    expect({ accepted, broken }).toEqual({ accepted: 200, broken: [] });
    // It was slow: messages came again. Whoever comes after it got each once.
    expect(messages.get('payment')).toBeGreaterThan(usual.messages.get('payment') ?? 0);
    expect(messages.get('shipping')).toBe(usual.messages.get('shipping'));
    expect(restedAtMs).toBeLessThan(15 * MINUTE_MS);
  });
});

describe('ten copies of every message', () => {
  it.each(['copies by queues', 'copies by topics'] as const)('%s: cause none at the next hop', async (kind) => {
    const { violations, accepted } = await run({ seed: 6, orders: firstOrders(10), faults: [kind] });
    expect({ violations, accepted }).toEqual({ violations: [], accepted: 10 });
  });
});
