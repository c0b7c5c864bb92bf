import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Clients, clientsOf } from '../../../../lib/local/engines/clients.ts';
import type { Engines } from '../../../../lib/local/engines/engines.ts';
import { observe } from '../../../../lib/local/invoke/effects.ts';
import { createTable, REGION, startTestEngines } from '../../../rig/engines.ts';

type Item = Record<string, AttributeValue>;

const TABLE = 'fanfare-local-payment';
const stack = {
  resources: (type: string) => (type === 'AWS::DynamoDB::Table' ? [{ ref: TABLE }] : []),
};

let engines: Engines;
let clients: Clients;

beforeAll(async () => {
  engines = await startTestEngines();
  clients = clientsOf(REGION, engines.endpoints);
  await createTable(clients.dynamodb, TABLE, 'subject');
});

afterAll(async () => {
  clients.destroy();
  await engines.stop();
});

const item = (subject: string, facts: string): Item => ({
  subject: { S: subject },
  version: { N: '9007199254740993' },
  facts: { S: facts },
});
const put = (written: Item) => clients.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: written }));

/** DynamoDB promises no order of an item's attributes: from here on, each answer has them the other way round. */
function turnAttributesRound(): void {
  let isTurned = false;
  clients.dynamodb.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      const output = answer.output as { Items?: Item[] };
      isTurned = !isTurned;
      if (isTurned) output.Items = (output.Items ?? []).map((one) => Object.fromEntries(Object.entries(one).reverse()));
      return answer;
    },
    { step: 'initialize' },
  );
}

describe('what an invocation is reported to have written', () => {
  it('is nothing when it wrote nothing, whatever the order in which attributes come', async () => {
    for (const subject of ['order-1', 'order-2', 'order-3']) await put(item(subject, '{"chargeId":"ch_1"}'));
    turnAttributesRound();
    const observation = await observe(stack, clients);
    expect(await observation.report()).toBe('\nwritten: nothing\npublished: nothing\n');
    await observation.end();
  });

  it('is the items that have other values now, and those that are new', async () => {
    await put(item('order-1', '{}'));
    const observation = await observe(stack, clients);
    await put(item('order-1', '{"refundId":"re_1"}'));
    await put({ ...item('order-4', '{}'), version: { N: '9007199254740992' } });
    const report = await observation.report();
    await observation.end();
    expect(report).toContain('"refundId": "re_1"');
    expect(report.match(/"subject"/g)).toHaveLength(2);
  });

  it('shows a change in a number that JavaScript cannot hold', async () => {
    await put(item('order-5', '{}'));
    const observation = await observe(stack, clients);
    await put({ ...item('order-5', '{}'), version: { N: '9007199254740992' } });
    const report = await observation.report();
    await observation.end();
    expect(report.match(/"subject": "(.*)"/)?.[1]).toBe('order-5');
    expect(report.match(/"subject"/g)).toHaveLength(1);
  });
});
