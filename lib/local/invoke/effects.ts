/** What an invocation did to the outside: items written, events published, messages put into queues. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { printableLines } from '../../printable.ts';
import type { Clients } from '../engines/clients.ts';
import { sqsQueue } from '../source-queue.ts';
import type { Stack } from '../template/stack.ts';

type Item = Record<string, AttributeValue>;

export interface Observation {
  /** Everything since the observation began, for a person to read. */
  report(): Promise<string>;
  end(): Promise<void>;
}

/** Most characters shown of one item or event. */
const MAX_SHOWN = 2_000;

/** What we need of a stack: its tables and topics. */
export interface Resources {
  resources(type: string): readonly Pick<ReturnType<Stack['resources']>[number], 'ref'>[];
}

export async function observe(stack: Resources, clients: Clients): Promise<Observation> {
  const before = await itemsByTable(stack, clients);
  const ear = await listen(stack, clients);
  return {
    report: async () => {
      const after = await itemsByTable(stack, clients);
      const written = [...after].flatMap(([table, items]) =>
        [...items]
          .filter(([key, item]) => !isDeepStrictEqual(before.get(table)?.get(key), item))
          .map(([, item]) => `  ${table}\n${indented(JSON.stringify(plain(item), undefined, 2))}`),
      );
      const published = (await ear.heard()).map((event) => indented(event));
      return printableLines(`\n${section('written', written)}\n${section('published', published)}\n`);
    },
    end: ear.end,
  };
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? `${title}: nothing` : `${title}:\n${entries.join('\n')}`;
}

function indented(json: string): string {
  const text = json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)} … (${json.length} characters)` : json;
  return text.replace(/^/gm, '    ');
}

/** Each table's items, by their key. */
async function itemsByTable(stack: Resources, { dynamodb }: Clients): Promise<Map<string, Map<string, Item>>> {
  const tables = new Map<string, Map<string, Item>>();
  for (const { ref: TableName } of stack.resources('AWS::DynamoDB::Table')) {
    const items = new Map<string, Item>();
    for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName })) {
      for (const item of Items) items.set(JSON.stringify(item.subject ?? item.key), item);
    }
    tables.set(TableName, items);
  }
  return tables;
}

/** Texts and numbers as such; a text that holds JSON opened up. */
function plain(item: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N }]) => [name, N === undefined ? opened(S) : Number(N)]),
  );
}

function opened(text: string | undefined): unknown {
  if (text === undefined || !/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    // Begins like JSON, and is none: shown as it is.
    return text;
  }
}

/** A queue of our own on every topic, for as long as the observation lasts. */
async function listen(stack: Resources, { sns, sqs }: Clients) {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `invoke-local-${randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const subscriptions: string[] = [];
  for (const { ref: TopicArn } of stack.resources('AWS::SNS::Topic')) {
    const subscription = {
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    };
    const { SubscriptionArn = '' } = await sns.send(new SubscribeCommand(subscription));
    subscriptions.push(SubscriptionArn);
  }
  const queue = sqsQueue(sqs, QueueUrl);
  return {
    heard: async () => {
      const events: string[] = [];
      for (let messages = await queue.receive(10, 0); messages.length > 0; messages = await queue.receive(10, 0)) {
        await queue.delete(messages);
        events.push(...messages.map(({ Body = '' }) => JSON.stringify(opened(Body), undefined, 2)));
      }
      return events;
    },
    end: async () => {
      for (const SubscriptionArn of subscriptions) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
