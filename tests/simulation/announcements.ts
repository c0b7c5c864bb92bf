/** Watches who announces what: how often each event is published, against the deliveries that may publish it. */
import type { SQSRecord } from 'aws-lambda';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { eventId } from '../../lib/cloudevents/event-id.ts';
import { type Carrier, carrierOf, type Owner, ownerOf, shortHash } from '../../lib/consumer/ownership.ts';
import type { SimulatedDynamoDb, Write } from '../../lib/simulator/aws/simulated-dynamodb.ts';
import { recordOf } from '../../lib/store/record-item.ts';
import { consumersOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import type { Accuse } from './providers.ts';

const SERVICES = consumersOf(topology);

/** A client that hears no answer asks once more. */
const REQUESTS_PER_PUBLISH = 2;

export class Announcements {
  readonly #accuse: Accuse;
  readonly #mayAskTwice: boolean;
  /** By event id. */
  readonly #published = new Map<string, number>();
  /** By service and cause. */
  readonly #firstOwners = new Map<string, Owner>();
  readonly #lostOwners = new Set<string>();
  /** By service and event id. */
  readonly #deliveries = new Map<string, Carrier[]>();
  /** Messages that were moved back from a dead-letter queue, and those that expired. */
  readonly #moved = new Set<string>();
  readonly #expired = new Set<string>();

  /** `areAnswersLost`: a request to SNS may be made twice. */
  constructor(accuse: Accuse, areAnswersLost: boolean) {
    this.#accuse = accuse;
    this.#mayAskTwice = areAnswersLost;
  }

  onPublish({ id }: CloudEvent): void {
    this.#published.set(id, (this.#published.get(id) ?? 0) + 1);
  }

  onReceive(service: string, { id }: CloudEvent, record: SQSRecord): void {
    const name = `${service} ${id}`;
    this.#deliveries.set(name, [...(this.#deliveries.get(name) ?? []), carrierOf(record, '')]);
  }

  onMovedBack(messageId: string): void {
    this.#moved.add(shortHash(messageId));
  }

  onExpiry(messageId: string): void {
    this.#expired.add(shortHash(messageId));
  }

  /** Notes which delivery was first to commit what an event caused. */
  onCommit({ table, before, after }: Write): void {
    if (after.outbox?.S === before?.outbox?.S) return;
    for (const [cause, caused] of Object.entries(recordOf(after).outbox)) {
      const name = `${table} ${cause}`;
      const owner = ownerOf(caused);
      if (owner === undefined) this.#lostOwners.add(name);
      else if (!this.#firstOwners.has(name)) this.#firstOwners.set(name, owner);
    }
  }

  /** When all is done: everything that was committed is published, and copies added nothing. */
  checkAtEnd(dynamoDb: SimulatedDynamoDb): void {
    for (const { name, visibilityTimeoutSeconds } of SERVICES) {
      for (const [subject, item] of dynamoDb.items(name)) {
        for (const [cause, caused] of Object.entries(recordOf(item).outbox)) {
          const most = this.#mostPublishes(name, cause, visibilityTimeoutSeconds);
          const isOwnerGone = this.#expired.has(ownerOf(caused)?.message ?? '');
          for (const { type } of caused) {
            const count = this.#published.get(eventId(name, cause, type)) ?? 0;
            if (count > most) {
              this.#accuse(
                'a copy causes no copies',
                `${type} of ${subject} was published ${count} times, not ${most}`,
              );
            }
            if (count > 0 || isOwnerGone) continue;
            this.#accuse('what was committed is published', `${type} of ${subject} was not, and its owner is not gone`);
          }
        }
      }
    }
  }

  /**
   * Once when it was committed, and once for each receipt of the owner's message after that; for each receipt of what was moved back
   * from the dead-letter queue; and for SNS's own late duplicates.
   */
  #mostPublishes(service: string, cause: string, visibilitySeconds: number): number {
    const owner = this.#firstOwners.get(`${service} ${cause}`);
    // Written by an older version: whoever meets it publishes.
    if (owner === undefined || this.#lostOwners.has(`${service} ${cause}`)) return Number.POSITIVE_INFINITY;
    const deliveries = this.#deliveries.get(`${service} ${cause}`) ?? [];
    const sentAt = Math.min(...deliveries.filter((one) => one.message === owner.message).map((one) => one.sentAt));
    const again = deliveries.filter((one) => {
      if (one.message === owner.message) return one.receives > owner.receives;
      const isLate = one.sentAt - sentAt > visibilitySeconds / 2;
      return this.#moved.has(one.message) || (isLate && one.publication === owner.publication);
    });
    return (1 + again.length) * (this.#mayAskTwice ? REQUESTS_PER_PUBLISH : 1);
  }
}
