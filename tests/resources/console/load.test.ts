import { Stage } from '../../../lib/cli/stage.ts';
import { flowNamesIn } from '../../../resources/console/server/flow-map.ts';
import { Load } from '../../../resources/console/server/load.ts';

const paused: string[] = [];

function act(action: string, body: Readonly<Record<string, unknown>>) {
  const system = {
    apiUrl: 'http://127.0.0.1:1',
    chaos: { settings: {}, counts: {}, change: () => undefined },
    pause: async (name: string) => void paused.push(name),
    resume: () => undefined,
  };
  const stage = new Stage({ service: 'shop', stage: 'local', region: 'eu-west-1', serviceDir: '.' });
  const load = new Load(system as never, stage, flowNamesIn('shop-local'), ['payment', 'shipping']);
  const progress = { show: () => undefined, end: () => undefined };
  return load.actions[action]?.run({ body, isInterrupted: () => false, progress });
}

test('a service is paused by its name', async () => {
  await act('load/feed', { service: 'payment', paused: true });
  expect(paused).toEqual(['shop-local-payment']);
});

test.each(['nobody', '__proto__', 'constructor', 'Payment', 'shop-local-payment'])(
  'what is no service, such as %s, is the user’s mistake and no failure of the console',
  async (service) => {
    await expect(act('load/feed', { service, paused: true })).rejects.toMatchObject({ details: { status: 400 } });
  },
);

test.each(['ключ', 'two words', 'a\nb', 'half\ud800'])(
  'an idempotency key that no header carries, such as %j, is the user’s mistake',
  async (idempotencyKey) => {
    await expect(act('load/order', { idempotencyKey, order: {} })).rejects.toMatchObject({ details: { status: 400 } });
  },
);

test('half a character is refused before any engine sees it', async () => {
  for (const body of [{ service: 'payment\ud800' }, { service: '\udc00payment' }]) {
    await expect(act('load/feed', body)).rejects.toMatchObject({ details: { status: 400 } });
  }
});
