import { quietDay } from './quiet-day.ts';

const MINUTE = 60_000;
const ORDERS = 1_000;

/** Orders that arrive evenly over an outage of the payment provider, and what became of them. */
async function outageOf(minutes: number) {
  const arrivals = Array.from({ length: ORDERS }, (_, index) => (index * minutes * MINUTE) / ORDERS);
  const isDown = (provider: string, atMs: number) => provider === 'gateway' && atMs < minutes * MINUTE;
  const { accepted, stack, broken } = await quietDay({ arrivals, isDown });
  const payment = stack.services.find(({ service }) => service.name === 'payment');
  return { accepted, broken, deadLetters: payment?.dlq.visible ?? 0 };
}

describe('when the payment provider is down', () => {
  it('for a quarter of an hour, no message is given up and every order comes to its end', async () => {
    expect(await outageOf(15)).toEqual({ accepted: ORDERS, broken: [], deadLetters: 0 });
  });

  it('for an hour, about half of the messages are given up: those that arrived in its first half', async () => {
    const { accepted, deadLetters } = await outageOf(60);
    expect(accepted).toBe(ORDERS);
    expect(deadLetters / ORDERS).toBeGreaterThan(0.46);
    expect(deadLetters / ORDERS).toBeLessThan(0.74);
  });
});
