/** What moves through SNS and SQS here, counted where they run: what CloudWatch reports of a deployed stage, only exact. */

export interface Traffic {
  /** When messages were counted, in milliseconds since 1970: an answer may take its time. */
  readonly at: number;
  /** Messages published since the start, by the topic's ARN. */
  readonly published: Readonly<Record<string, number>>;
  /** When the oldest message of a queue was sent, in milliseconds; a queue that is empty is not there. By the queue's name. */
  readonly oldestSentAt: Readonly<Record<string, number>>;
}

/** Where the engine answers with its traffic. */
export const TRAFFIC_PATH = '/_fanfare/traffic';

export async function trafficOf(endpoint: string): Promise<Traffic> {
  const response = await fetch(`${endpoint}${TRAFFIC_PATH}`);
  return (await response.json()) as Traffic;
}

/** Messages in one request to SNS, by its form: `Publish` has one, `PublishBatch` an id for each. */
export function messagesIn(form: Readonly<Record<string, string>>): number {
  if (form.Action === 'Publish') return 1;
  if (form.Action !== 'PublishBatch') return 0;
  return Object.keys(form).filter((name) => /^PublishBatchRequestEntries\.member\.\d+\.Id$/.test(name)).length;
}
