/** Reading the JSON body of a request of an HTTP API. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from './problem.ts';

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** The parsed body. Throws a problem: 415 for another content type, 400 for what is no JSON. */
export function jsonBody({
  headers,
  body,
  isBase64Encoded,
}: Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>): unknown {
  const contentType = headers['content-type'];
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new Problem({ status: 415, title: 'Unsupported media type', detail: 'Send the order as application/json.' });
  }
  if (body === undefined || body === '') {
    throw new Problem({ status: 400, title: 'No body', detail: 'The request has no body; send the order as JSON.' });
  }
  try {
    return JSON.parse(isBase64Encoded ? utf8(body) : body);
  } catch {
    throw new Problem({
      status: 400,
      title: 'Malformed JSON',
      detail: 'The body is no JSON in UTF-8; nothing was done.',
    });
  }
}

/** Throws for bytes that are no UTF-8: replacing them would quietly change a name or an address. */
function utf8(base64: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
}
