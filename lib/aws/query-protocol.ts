/** The protocol of SNS: a form there, XML back. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import type { PublishBatchCommandInput } from '@aws-sdk/client-sns';
import { AwsError } from './aws-error.ts';
import type { BatchFailure } from './ports.ts';
import { retryAfterMs } from './retries.ts';
import type { Answer, Call } from './transport.ts';

const VERSION = '2010-03-31';

export function publishBatchCall(endpoint: string, input: PublishBatchCommandInput): Call {
  const form = [
    ['Action', 'PublishBatch'],
    ['Version', VERSION],
    ['TopicArn', input.TopicArn],
  ];
  input.PublishBatchRequestEntries?.forEach(({ Id, Message, MessageAttributes = {} }, index) => {
    const entry = `PublishBatchRequestEntries.member.${index + 1}`;
    form.push([`${entry}.Id`, Id], [`${entry}.Message`, Message]);
    Object.entries(MessageAttributes).forEach(([name, { DataType, StringValue }], position) => {
      const attribute = `${entry}.MessageAttributes.entry.${position + 1}`;
      form.push([`${attribute}.Name`, name], [`${attribute}.Value.DataType`, DataType]);
      form.push([`${attribute}.Value.StringValue`, StringValue]);
    });
  });
  const body = form.map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  return { endpoint, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body };
}

/** The entries that SNS did not take. */
export function failedIn(xml: string): BatchFailure[] {
  const failed = /<Failed>([\s\S]*?)<\/Failed>/.exec(xml)?.[1] ?? '';
  return [...failed.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, member = '']) => ({
    Id: textIn(member, 'Id'),
    Code: textIn(member, 'Code'),
    Message: textIn(member, 'Message'),
  }));
}

export function errorInXml({ status, headers, body }: Answer): AwsError {
  const details = { status, retryAfterMs: retryAfterMs(headers) };
  return new AwsError(
    textIn(body, 'Code') ?? 'UnknownError',
    textIn(body, 'Message') ?? `SNS answered ${status}`,
    details,
  );
}

/** Ids and codes are words, and need no unescaping; a message is for people. */
function textIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}
