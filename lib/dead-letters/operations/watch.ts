/** `dlq watch`: queues and dead-letter queues as they fill and drain, until it is interrupted. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { table } from '../../cli/table.ts';
import { sleep, timestamp } from '../../clock/clock.ts';
import { type Consumer, type Context, consumerOf } from './context.ts';

interface Depths {
  readonly service: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

const EVERY_MS = 2_000;

/** On a terminal the picture is drawn over the last one; in a pipe there is a line whenever something has changed. */
export async function watch(context: Context, { json = false }: { readonly json?: boolean }): Promise<void> {
  const { stage, clock, isInterrupted } = context;
  await stage.use(async (clients) => {
    const consumers = await Promise.all(context.consumers.map((names) => consumerOf(clients, names)));
    let last = '';
    while (!isInterrupted()) {
      const depths = await Promise.all(consumers.map((consumer) => depthsOf(clients.sqs, consumer)));
      const shown = JSON.stringify(depths);
      const isLive = process.stdout.isTTY && !json;
      if (isLive) process.stdout.write(`\x1b[H\x1b[2J${pictureOf(depths, stage.name, clock.now())}\n`);
      else if (shown !== last)
        process.stdout.write(`${JSON.stringify({ time: timestamp(clock.now()), queues: depths })}\n`);
      last = shown;
      await sleep(clock, EVERY_MS);
    }
  });
}

function pictureOf(depths: readonly Depths[], stage: string, now: number): string {
  const rows = depths.map(({ service, waiting, inFlight, dead }) => [service, waiting, inFlight, dead]);
  return [
    `Stage ${stage} at ${timestamp(now)}`,
    '',
    table(['service', 'waiting', 'in flight', 'dead letters'], rows),
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}

async function depthsOf(sqs: SQSClient, { service, urls }: Consumer): Promise<Depths> {
  const [queue, dlq] = await Promise.all([countsOf(sqs, urls.queue), countsOf(sqs, urls.dlq)]);
  return { service, waiting: queue.visible, inFlight: queue.hidden, dead: dlq.visible + dlq.hidden };
}

async function countsOf(sqs: SQSClient, QueueUrl: string) {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    hidden: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
