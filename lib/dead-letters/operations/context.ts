/** What every command on dead letters works with. */
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { dynamoDbPort } from '../../aws/sdk-port.ts';
import type { Progress } from '../../cli/progress.ts';
import type { Stage, StageClients } from '../../cli/stage.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Validators } from '../../consumer/validation.ts';
import { recordReader } from '../../store/record-reader.ts';
import type { RecordReader } from '../../store/record-store.ts';
import type { Letter } from '../dead-message.ts';
import type { PersonalFields } from '../masking.ts';
import { InvalidSelection, type Selection, selecting } from '../selection.ts';

/** A consumer, by its physical names. */
export interface ConsumerNames {
  readonly service: string;
  readonly queue: string;
  readonly dlq: string;
  readonly recordsTable: string;
  readonly validators: Validators;
}

export interface Context {
  readonly stage: Stage;
  /** Those that the command is about. */
  readonly consumers: readonly ConsumerNames[];
  readonly personal: PersonalFields;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly isInterrupted: () => boolean;
  /** How the command ended, for a script: 0, 1, or one of EXIT. */
  readonly exitWith: (code: number) => void;
}

/** A consumer's queues and records, ready to be used. */
export interface Consumer extends ConsumerNames {
  readonly urls: { readonly queue: string; readonly dlq: string };
  readonly records: RecordReader;
}

/** What the user gave, as the framework parsed it. */
export interface SelectionOptions {
  readonly group?: string;
  readonly id?: string;
  readonly 'older-than'?: string;
  readonly 'newer-than'?: string;
  readonly where?: readonly string[];
}

export function selectionOf(options: SelectionOptions): Selection {
  const { group, id, where = [] } = options;
  return { group, id, where, olderThan: options['older-than'], newerThan: options['newer-than'] };
}

/** Which letters were selected. What is wrong with the selection ends the command. */
export function selectedBy({ stage, clock }: Context, selection: Selection): (letter: Letter) => boolean {
  try {
    return selecting(selection, clock.now());
  } catch (error) {
    if (error instanceof InvalidSelection) throw stage.refusal(error.message);
    throw error;
  }
}

/** Throws what SQS throws when the stage has no such queues. */
export async function consumerOf({ sqs, dynamodb }: StageClients, names: ConsumerNames): Promise<Consumer> {
  const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  const urls = { queue: await urlOf(names.queue), dlq: await urlOf(names.dlq) };
  return { ...names, urls, records: recordReader(dynamoDbPort(dynamodb), names.recordsTable) };
}

/** A whole number above zero, or the command ends and says so. */
export function positive(stage: Stage, option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replace(/\/s$/, ''));
  if (Number.isFinite(value) && value > 0) return value;
  throw stage.refusal(`--${option} is ${JSON.stringify(text)}; it must be a number above zero`);
}

/** Exit codes beside 0 (done) and 1 (it could not be done; the message says why). */
export const EXIT = { cameBack: 4, interrupted: 130 } as const;
