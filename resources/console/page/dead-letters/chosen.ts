/** What the user looks at, and its address: to come back to, and to pass on. */
import type { Peeked } from '../../../../lib/dead-letters/reports.ts';

/** A cause in a dead-letter queue, or one message. */
export interface Chosen {
  readonly service: string;
  /** `delivery` for what SNS could not deliver; what the service gave up when absent. */
  readonly kind?: string;
  readonly group?: string;
  readonly id?: string;
}

export function addressOf(chosen: Chosen): string {
  return `#/dead-letters?${new URLSearchParams({ ...chosen })}`;
}

export function chosenIn(query: URLSearchParams): Chosen | undefined {
  const [service, kind, group, id] = ['service', 'kind', 'group', 'id'].map((name) => query.get(name) ?? undefined);
  if (service === undefined || (id === undefined && group === undefined)) return undefined;
  return {
    service,
    ...(kind !== undefined && { kind }),
    ...(id === undefined ? { ...(group !== undefined && { group }) } : { id }),
  };
}

/** What the operations know a message by. An event id that does not look like one of ours is masked. */
export function idOf({ messageId }: Peeked): string {
  return messageId;
}
