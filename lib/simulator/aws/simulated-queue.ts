/** A standard SQS queue: at least once, in any order, hidden while somebody has it, and to the dead-letter queue after too many receipts. */
import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { Clock, Random } from '../../clock/clock.ts';
import type { Strikes } from '../fate.ts';
import type { Note, Surroundings } from '../network.ts';
import { copiesIn } from './copies.ts';
import { refusal } from './refusal.ts';
import { areLarger } from './size.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ATTRIBUTES = 10;
const MAX_BYTES = 1_048_576;

/** What SQS does by itself. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULT_RETENTION_SECONDS = 4 * 24 * 60 * 60;

/** A copy of a message turns up at most this much later: at once, or after the message itself was deleted. */
const LATEST_COPY_MS = 60_000;

const HALF = 0.5;

export interface QueueSettings {
  readonly name: string;
  readonly visibilitySeconds: number;
  /** How long a message is kept, from when it was first sent. Four days by default. */
  readonly retentionSeconds?: number;
  /** Where a message goes that was received more than `maxReceiveCount` times. */
  readonly redrive?: { readonly queue: SimulatedQueue; readonly maxReceiveCount: number };
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: SQSMessageAttributes;
}

/** A message keeps the time at which it was sent, also when SQS moves it to the dead-letter queue. */
interface Sent extends QueueMessage {
  readonly sentAt: number;
}

/** A message as it lies in the queue. A copy of it has the same id, and a life of its own. */
interface Stored extends Sent {
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** The handle of the latest receipt; earlier ones are void. */
  handle: string | undefined;
  /** Calls off that it becomes visible again. */
  stayHidden: () => void;
}

export class SimulatedQueue {
  readonly settings: QueueSettings;
  readonly #time: Clock;
  readonly #note: Note | undefined;
  readonly #random: Random;
  readonly #isDelivedTwice: Strikes;
  readonly #isMultiplied: Strikes;
  readonly #copies: number;
  readonly #multiplied = new Set<string>();
  readonly #isOutOfOrder: Strikes;
  #visible: Stored[] = [];
  /** Nothing that is visible expires before. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  #onExpiry: ((message: QueueMessage) => void) | undefined;
  readonly #byHandle = new Map<string, Stored>();
  readonly #onArrival: (message: QueueMessage) => void;
  #ids = 0;
  #onVisible: (() => void) | undefined;

  /** `onArrival` hears of each message that is sent or moved here. */
  constructor(
    settings: QueueSettings,
    { time, fate, note }: Surroundings,
    onArrival: (message: QueueMessage) => void = () => undefined,
  ) {
    this.settings = settings;
    this.#onArrival = onArrival;
    this.#time = time;
    this.#note = note;
    this.#random = fate.random(settings.name);
    this.#isDelivedTwice = fate.at('duplicates', settings.name);
    this.#isMultiplied = fate.at('copies by queues', settings.name);
    this.#copies = copiesIn(fate, 'queues');
    this.#isOutOfOrder = fate.at('reordering', settings.name);
  }

  get name(): string {
    return this.settings.name;
  }

  /** Messages that a receiver would get now. */
  get visible(): number {
    this.#expire();
    return this.#visible.length;
  }

  /** Messages that somebody has, or that wait for their next attempt. */
  get hidden(): number {
    return this.#byHandle.size;
  }

  /** How long the oldest message that is visible has been here, in milliseconds; 0 when there is none. */
  get oldestAgeMs(): number {
    return this.#visible.reduce((age, { sentAt }) => Math.max(age, this.#time.now() - sentAt), 0);
  }

  /** Calls `notify` whenever there is something to receive. */
  whenVisible(notify: () => void): void {
    this.#onVisible = notify;
  }

  /** Calls `notify` with each message that nobody dealt with in time; it is gone. */
  whenExpired(notify: (message: QueueMessage) => void): void {
    this.#onExpiry = notify;
  }

  /** Answers the message's id. Throws what SQS throws for a message that it does not take. */
  send(body: string, attributes: SQSMessageAttributes = {}): string {
    if (Object.keys(attributes).length > MAX_ATTRIBUTES) throw refusal('InvalidParameterValue', 'too many attributes');
    if (areLarger([body], MAX_BYTES)) throw refusal('InvalidParameterValue', 'the message is too long');
    const messageId = `${this.name}-${this.#nextId()}`;
    const message = { messageId, body, attributes, sentAt: this.#time.now() };
    this.#arrive(message, 0);
    if (this.#isMultiplied()) this.#multiply(message);
    return messageId;
  }

  /** Up to `wanted` records, as Lambda hands them to a function. */
  receive(wanted: number): SQSRecord[] {
    this.#expire();
    const records: SQSRecord[] = [];
    while (records.length < wanted && this.#visible.length > 0) {
      const message = this.#next();
      if (!this.#isDead(message)) records.push(this.#hand(message));
    }
    return records;
  }

  /** With the handle of an earlier receipt, nothing is deleted: SQS allows that, and we must live with it. */
  delete(handle: string): void {
    const message = this.#byHandle.get(handle);
    if (message === undefined) return;
    this.#remove(message);
    if (this.#multiplied.has(message.messageId)) this.#deleteCopies(message.messageId);
  }

  /** Hides the message for so long from now on. */
  changeVisibility(handle: string, seconds: number): void {
    if (seconds < 0 || seconds > MAX_VISIBILITY_SECONDS) throw refusal('InvalidParameterValue', 'out of range');
    const message = this.#byHandle.get(handle);
    if (message === undefined) throw refusal('MessageNotInflight', 'the message is not in flight');
    this.#hide(message, seconds);
  }

  /** Takes everything out that is visible, as a redrive does. */
  takeAll(): QueueMessage[] {
    this.#expire();
    return this.#visible.splice(0);
  }

  /** What is visible, left where it is. */
  peek(): readonly QueueMessage[] {
    this.#expire();
    return this.#visible;
  }

  #next(): Stored {
    const index = this.#visible.length > 1 && this.#isOutOfOrder() ? this.#draw(this.#visible.length) : 0;
    const [message] = this.#visible.splice(index, 1);
    if (message === undefined) throw new Error(`${this.name} has nothing to hand out`);
    return message;
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
  #isDead(message: Stored): boolean {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    redrive.queue.#arrive(message, message.receiveCount);
    this.#note?.(this.name, `${message.messageId} goes to ${redrive.queue.name} by the redrive policy`);
    return true;
  }

  #hand(message: Stored): SQSRecord {
    message.receiveCount += 1;
    message.firstReceivedAt ??= this.#time.now();
    if (this.#isDelivedTwice()) this.#copy(message, message.receiveCount);
    if (message.handle !== undefined) this.#byHandle.delete(message.handle);
    const handle = `${message.messageId}/${this.#nextId()}`;
    message.handle = handle;
    this.#byHandle.set(handle, message);
    this.#hide(message, this.settings.visibilitySeconds);
    return {
      messageId: message.messageId,
      receiptHandle: handle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAt),
        SenderId: 'simulated',
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
      messageAttributes: message.attributes,
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: this.name,
      awsRegion: 'simulated',
    };
  }

  #arrive(message: Sent, receiveCount: number): void {
    this.#onArrival(message);
    this.#show(this.#stored(message, receiveCount));
  }

  /** A server that was away when the message was received, or deleted, hands it out again. */
  #copy(message: Sent, receiveCount: number): void {
    const copy = this.#stored(message, receiveCount);
    this.#note?.(this.name, `${message.messageId} will be delivered once more`);
    this.#time.after(this.#draw(LATEST_COPY_MS), () => this.#show(copy));
  }

  #multiply(message: Sent): void {
    this.#multiplied.add(message.messageId);
    for (let copy = 0; copy < this.#copies; copy += 1) this.#copy(message, 0);
  }

  /** A message is deleted on every server that is there, whoever has it: some copies are gone with it, others are not. */
  #deleteCopies(messageId: string): void {
    for (const message of [...this.#byHandle.values(), ...this.#visible]) {
      if (message.messageId === messageId && this.#random() < HALF) this.#remove(message);
    }
  }

  #remove(message: Stored): void {
    if (message.handle !== undefined) this.#byHandle.delete(message.handle);
    message.stayHidden();
    const index = this.#visible.indexOf(message);
    if (index >= 0) this.#visible.splice(index, 1);
  }

  #stored({ messageId, body, attributes, sentAt }: Sent, receiveCount: number): Stored {
    return {
      ...{ messageId, body, attributes, sentAt, receiveCount },
      firstReceivedAt: undefined,
      handle: undefined,
      stayHidden: () => undefined,
    };
  }

  #hide(message: Stored, seconds: number): void {
    message.stayHidden();
    if (seconds === 0) this.#show(message);
    else message.stayHidden = this.#time.after(seconds * 1_000, () => this.#show(message));
  }

  #show(message: Stored): void {
    // The handle of the receipt that ran out is void: its holder was too slow.
    if (message.handle !== undefined) this.#byHandle.delete(message.handle);
    this.#visible.push(message);
    this.#nextExpiry = Math.min(this.#nextExpiry, this.#expiryOf(message));
    this.#onVisible?.();
  }

  /** A message that somebody has expires when he gives it back. */
  #expire(): void {
    const now = this.#time.now();
    if (now < this.#nextExpiry) return;
    const { gone = [], kept = [] } = Object.groupBy(this.#visible, (message) =>
      this.#expiryOf(message) <= now ? 'gone' : 'kept',
    );
    this.#visible = kept;
    this.#nextExpiry = Math.min(...kept.map((message) => this.#expiryOf(message)));
    for (const message of gone) {
      this.#note?.(this.name, `${message.messageId} expires`);
      this.#onExpiry?.(message);
    }
  }

  #expiryOf({ sentAt }: Sent): number {
    return sentAt + (this.settings.retentionSeconds ?? DEFAULT_RETENTION_SECONDS) * 1_000;
  }

  #draw(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }
}
