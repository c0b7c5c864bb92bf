import { randomUUID } from 'node:crypto';
import type { EventOf } from '../../../events/contract.ts';
import { type EditOptions, editMessages } from '../../../lib/dead-letters/operations/edit.ts';
import type { EditReport } from '../../../lib/dead-letters/reports.ts';
import { exampleEvent } from '../../../resources/generate/examples.ts';
import { type DeadLetterRig, type DeadLetterStage, selecting, startDeadLetterRig } from '../../rig/dead-letters.ts';

let rig: DeadLetterRig;
let stage: DeadLetterStage;

beforeAll(async () => {
  rig = await startDeadLetterRig();
});
beforeEach(async () => {
  stage = await rig.stage('payment', 'invoice', 'shipping');
});
afterAll(() => rig.stop());

const poison = (subject: string, quantity: number) => {
  const example = exampleEvent('order.placed') as EventOf<'order.placed'>;
  const lines = example.data.lines.map((line) => ({ ...line, quantity }));
  return { ...example, id: randomUUID(), subject, data: { ...example.data, lines } };
};
const cureOf = (...lines: readonly number[]) =>
  JSON.stringify(lines.map((line) => ({ op: 'replace', path: `/data/lines/${line}/quantity`, value: 6 })));
const cure = cureOf(0, 1);
const agreed: Pick<EditOptions, 'isDryRun' | 'confirm'> = { isDryRun: false, confirm: async () => true };
const edit = (options: Pick<EditOptions, 'selection' | 'change'> & Partial<EditOptions>) =>
  editMessages(stage.context, { ...agreed, ...options });

describe('an edit', () => {
  it('by a patch is checked as the service would, shown as a diff, and redriven', async () => {
    const event = poison('1', 0);
    await stage.send('payment-dlq', [JSON.stringify(event), JSON.stringify(poison('2', 0))]);
    const report = await edit({ selection: selecting({ id: event.id }), change: { patch: cure } });
    expect(report).toMatchObject({ redriven: 1, edited: [{ service: 'payment', eventId: event.id }] });
    expect(report.diff).toContain('+        "quantity": 6');
    expect((await stage.bodies('payment')).map((body) => JSON.parse(body).data.lines[0].quantity)).toEqual([6]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 1, hidden: 0 });
  });

  it('that would fail again is refused, and nothing is held or moved', async () => {
    const event = poison('1', 0);
    await stage.send('payment-dlq', [JSON.stringify(event)]);
    const half = edit({ selection: selecting({ id: event.id }), change: { patch: cureOf(0) } });
    await expect(half).rejects.toThrow('it would fail again: order.placed: /lines/1/quantity must be >= 1');
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 1, hidden: 0 });
  });

  it('that makes another event of it is refused', async () => {
    const event = poison('1', 6);
    await stage.send('payment-dlq', [JSON.stringify(event)]);
    const patch = JSON.stringify([{ op: 'replace', path: '/id', value: 'another' }]);
    await expect(edit({ selection: selecting({ id: event.id }), change: { patch } })).rejects.toThrow('id was changed');
  });

  it('holds only what the person sees while they think about it', async () => {
    const event = poison('1', 0);
    await stage.send('payment-dlq', [JSON.stringify(event), ...Array.from({ length: 40 }, (_, n) => `other ${n}`)]);
    const during: unknown[] = [];
    const by = async () => {
      during.push(await stage.counts('payment-dlq'));
      return JSON.stringify(poison('1', 6)).replace(/"id":"[^"]+"/, `"id":"${event.id}"`);
    };
    await edit({ selection: selecting({ id: event.id }), change: { by } });
    expect(during).toEqual([{ visible: 40, hidden: 1 }]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 40, hidden: 0 });
  });

  it('that nobody agrees to, and a dry run, change nothing', async () => {
    const event = poison('1', 0);
    await stage.send('payment-dlq', [JSON.stringify(event)]);
    const options = { selection: selecting({ id: event.id }), change: { patch: cure } };
    expect(await edit({ ...options, confirm: async () => false })).toMatchObject({ redriven: 0 });
    expect(await edit({ ...options, isDryRun: true })).toMatchObject({ redriven: 0 });
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 1, hidden: 0 });
  });

  it('of an event that is dead in three services is offered for all of them at once', async () => {
    const event = JSON.stringify(poison('1', 0));
    for (const service of ['payment', 'invoice', 'shipping']) await stage.send(`${service}-dlq`, [event]);
    let offered: EditReport | undefined;
    const confirm = async (found: EditReport) => {
      offered = found;
      return true;
    };
    const selection = selecting({ id: JSON.parse(event).id });
    const report = await edit({ selection, change: { patch: cure }, confirm });
    expect(offered?.edited.map(({ service }) => service)).toEqual(['payment', 'invoice', 'shipping']);
    expect(report.redriven).toBe(3);
  });

  it('of one service says in which others the same event is dead', async () => {
    const event = JSON.stringify(poison('1', 0));
    for (const service of ['payment', 'invoice', 'shipping']) await stage.send(`${service}-dlq`, [event]);
    const selection = selecting({ id: JSON.parse(event).id });
    const report = await edit({ selection, change: { patch: cure }, only: 'invoice' });
    expect(report).toMatchObject({ redriven: 1, alsoIn: ['payment', 'shipping'] });
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 1, hidden: 0 });
  });

  it('of a whole group is one patch; each message that it does not cure stays, with the reason', async () => {
    const events = [poison('1', 0), poison('2', -3), poison('3', 0)];
    const [, , last] = events;
    if (last !== undefined) Object.assign(last.data, { currency: 'pounds' });
    const attributes = { 'failure.class': 'InvalidEventData', 'failure.message': '/lines/0/quantity must be >= 1' };
    await stage.send(
      'payment-dlq',
      events.map((event) => JSON.stringify(event)),
      attributes,
    );
    const report = await edit({ selection: selecting({ where: ['type=order.placed'] }), change: { patch: cure } });
    expect(report.redriven).toBe(2);
    expect(report.edited.filter(({ refused }) => refused !== undefined)).toMatchObject([
      { eventId: last?.id, refused: expect.stringContaining('/currency is not an active ISO 4217 currency') },
    ]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 1, hidden: 0 });
    expect(await stage.counts('payment')).toEqual({ visible: 2, hidden: 0 });
  });

  it('of what was not seen says where it looked, and what it could not see', async () => {
    await stage.send('payment-dlq', ['a', 'b']);
    await stage.hide('payment-dlq', 1);
    const none = edit({ selection: selecting({ id: 'nowhere' }), change: { patch: cure }, only: 'payment' });
    await expect(none).rejects.toThrow(
      `no message with the id nowhere was seen in ${stage.stage.prefix}-payment-dlq, ${stage.stage.prefix}-payment-delivery-dlq; 1 messages could not be seen`,
    );
  });
});
