/** Middleware: each record by itself becomes a valid event, or fails. One bad record never harms its batch. */
import type { CloudEvent } from '../cloudevents/envelope.ts';
import { envelopeProblem, isAheadOf } from '../cloudevents/parse.ts';
import { explain, type Validator } from '../cloudevents/validator.ts';
import { PermanentError, TransientError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Environment } from './consumer.ts';
import { each } from './delivery.ts';
import type { Stage } from './stage.ts';

/** A validator for each event type that the service consumes. */
export type Validators = Readonly<Record<string, Validator<unknown>>>;

/** Fails a record for good when it can never be valid, and until the attempt limit when another version may know its type. */
export function validation(
  { validators }: { readonly validators: Validators },
  { clock }: Pick<Environment, 'clock'>,
): Stage<'validation'> {
  return {
    stage: 'validation',
    before: (request) => {
      each(request.internal.batch.deliveries, (delivery) => {
        delivery.state = { kind: 'valid', event: parseEvent(delivery.record.body, validators, clock.now()) };
      });
    },
  };
}

/** The event in `body`, at the time `now` in milliseconds. Fields that nobody knows are kept and accepted. Errors hold no value of the body. */
export function parseEvent(body: string, validators: Validators, now: number): CloudEvent {
  const event = parseJson(body);
  assertEnvelope(event);
  if (isAheadOf(now, event.time))
    throw new PermanentError('InvalidEnvelope', 'time is more than a day ahead of the clock');
  const validate = Object.hasOwn(validators, event.type) ? validators[event.type] : undefined;
  if (validate === undefined) {
    // Another version of the service may know it: during a deployment or after a rollback, messages meet the wrong one.
    const known = Object.keys(validators).join(', ');
    throw new TransientError('UnknownEventType', `this service does not consume events of this type, only ${known}`);
  }
  if (!validate(event.data)) {
    throw new PermanentError('InvalidEventData', `${event.type}: ${explain(validate.errors ?? [])}`);
  }
  return event;
}

function assertEnvelope(envelope: unknown): asserts envelope is CloudEvent {
  if (!isObject(envelope)) throw new PermanentError('InvalidEnvelope', 'the body is valid JSON, but not an object');
  const problem = envelopeProblem(envelope);
  if (problem !== undefined) throw new PermanentError('InvalidEnvelope', problem);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the body, which may hold personal data.
    throw new PermanentError('MalformedJson', `the body is not valid JSON (${Buffer.byteLength(body)} bytes)`);
  }
}
