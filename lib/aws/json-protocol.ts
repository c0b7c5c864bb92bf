/** The protocol of DynamoDB and SQS: JSON both ways. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
import { AwsError } from './aws-error.ts';
import type { CancellationReason, Item } from './ports.ts';
import { retryAfterMs } from './retries.ts';
import type { Answer, Call } from './transport.ts';

/** `target` is the operation in AWS's own words, such as `DynamoDB_20120810.PutItem`. */
export function jsonCall(endpoint: string, target: string, input: object): Call {
  const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': target };
  return { endpoint, headers, body: JSON.stringify(input, binaryAsText) };
}

/** Binary values travel as base64. A Buffer has already turned itself into an object when it gets here. */
function binaryAsText(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const original = this[name];
  return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
}

interface Refusal {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
  readonly Item?: Item;
  readonly CancellationReasons?: CancellationReason[];
}

export function errorInJson({ status, headers, body }: Answer): AwsError {
  const { __type = '', message, Message, Item, CancellationReasons } = parsed(body);
  const name = /([^#:]+)(?::|$)/.exec(__type.slice(__type.indexOf('#') + 1))?.[1] ?? 'UnknownError';
  const details = { status, Item, CancellationReasons, retryAfterMs: retryAfterMs(headers) };
  return new AwsError(name, message ?? Message ?? `AWS answered ${status}`, details);
}

/** What stands between us and AWS may answer in words of its own. */
function parsed(body: string): Refusal {
  try {
    return JSON.parse(body);
  } catch {
    return { message: body.slice(0, 200) };
  }
}
