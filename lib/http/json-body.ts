/** Reading the JSON body of a request of an HTTP API. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from './problem.ts';

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** The parsed body. Throws a problem: 415 for another content type, 400 for what is not JSON in UTF-8. */
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
    return JSON.parse(isBase64Encoded ? utf8(body) : intact(body));
  } catch {
    throw new Problem({
      status: 400,
      title: 'Malformed JSON',
      detail: 'The body is not valid JSON in UTF-8 without a byte order mark; nothing was done.',
    });
  }
}

/** Throws for bytes that are not UTF-8: replacing them would quietly change a name or an address. A byte order mark is kept, and is not JSON. */
function utf8(base64: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
}

/** What decoded the text for us put this where the bytes were not UTF-8. */
const REPLACEMENT_CHARACTER = '\ufffd';

function intact(text: string): string {
  if (text.includes(REPLACEMENT_CHARACTER)) throw new Error('the bytes were not UTF-8');
  return text;
}
