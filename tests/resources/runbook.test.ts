/** What docs/runbook.md shows is what the commands print: each of its outputs is made here from a report. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Stage } from '../../lib/cli/stage.ts';
import type { Listed, ListReport, Peeked, Redriven } from '../../lib/dead-letters/reports.ts';
import { redriveText } from '../../lib/dead-letters/words.ts';
import { listText } from '../../resources/plugins/dlq/list-command.ts';
import { messageText } from '../../resources/plugins/dlq/peek-command.ts';

const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const stage = new Stage({ service: 'fanfare', stage: 'prod', region: 'eu-west-1', serviceDir: '.' });

const NOW = Date.parse('2026-11-23T22:10:00.000Z');
const SENT = '2026-11-23T21:39:46.343Z';
const EXPIRES = '2026-12-07T21:39:46.343Z';
const queue: Listed = {
  service: 'payment',
  kind: 'consumer',
  dlq: 'fanfare-prod-payment-dlq',
  messages: 1_000,
  seen: 1_000,
  heldElsewhere: 0,
  notReceived: 0,
  oldest: SENT,
  isComplete: true,
  groups: [
    {
      group: '64ddae4a',
      class: 'GatewayOutage',
      shape: 'the payment gateway does not answer',
      eventType: 'order.placed',
      messages: 1_000,
      firstSeen: '2026-11-23T21:39:44.258Z',
      lastSeen: '2026-11-23T21:40:07.842Z',
      expires: EXPIRES,
    },
  ],
};
const message: Peeked = {
  service: 'payment',
  kind: 'consumer',
  group: '64ddae4a',
  messageId: '7ec854aa-06e7-470f-b626-33b1ea7f97ea',
  eventId: 'c60d968b-3e3e-5cee-b373-d78b46857e07',
  eventType: 'order.placed',
  subject: '7cae29b0-7f4d-5774-a6a9-3b012807bdcb',
  sentAt: SENT,
  expires: EXPIRES,
  cause: {
    class: 'GatewayOutage',
    message: 'the payment gateway does not answer',
    attempts: 11,
    first: '2026-11-23T21:39:44.258Z',
    last: SENT,
    version: '566eb47214bd',
    trace: '139e4924cd375367925e5836cf734223',
  },
  redriveWould: { kind: 'not applied' },
  body: {},
};
const redriven: Redriven = {
  service: 'payment',
  kind: 'consumer',
  redriven: 1_000,
  arrivedMeanwhile: 0,
  heldElsewhere: 0,
  notReceived: 0,
  canary: { applied: 5, cameBack: [], undecided: [] },
  how: 'message by message',
  end: 'done',
};
const reportOf = (queues: readonly Listed[], isEmptyForSure = false): ListReport => ({
  stage: 'prod',
  queues,
  isEmptyForSure,
});
const empty = { ...queue, messages: 0, seen: 0, groups: [], oldest: null };
const held = { ...queue, seen: 440, heldElsewhere: 560, isComplete: false };

test.each([
  ['the list', listText(reportOf([queue]), stage, NOW, Number.POSITIVE_INFINITY)],
  ['one message', messageText(message, NOW, Number.POSITIVE_INFINITY).replace('{}', '{ … }')],
  [
    'what another command holds',
    listText(reportOf([held]), stage, NOW)
      .split('\n')
      .at(-2) ?? '',
  ],
  ['the redrive', redriveText({ stage: 'prod', redriven: [redriven] })],
  [
    'that nothing is left',
    listText(
      reportOf(
        Array.from({ length: 14 }, () => empty),
        true,
      ),
      stage,
      NOW,
    ),
  ],
  ['that nothing was seen', listText(reportOf(Array.from({ length: 14 }, () => empty)), stage, NOW)],
  [
    'what SNS could not deliver',
    redriveText({ stage: 'prod', redriven: [{ ...omit(redriven), kind: 'delivery', redriven: 12 }] }),
  ],
])('docs/runbook.md shows %s as it is printed', (_, text) => {
  expect(text.length).toBeGreaterThan(20);
  expect(runbook).toContain(text);
});

function omit({ canary: _, ...rest }: Redriven): Redriven {
  return rest;
}
