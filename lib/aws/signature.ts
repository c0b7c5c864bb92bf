/**
 * Signature Version 4 of a POST request without a query.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Credentials, ServiceName } from './surroundings.ts';

export interface Signable {
  readonly service: ServiceName;
  readonly region: string;
  /** As it stands in the request line. */
  readonly path: string;
  /** All of these are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The `X-Amz-Date`, such as `20260302T080000Z`. */
  readonly date: string;
}

/** The `Authorization` header. */
export function authorizationOf(request: Signable, { accessKeyId, secretAccessKey }: Credentials): string {
  const { service, region, date } = request;
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const headers = Object.entries(request.headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const signedHeaders = headers.map(([name]) => name).join(';');
  const canonicalHeaders = headers.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}\n`).join('');
  const canonical = ['POST', encodedAgain(request.path), '', canonicalHeaders, signedHeaders, sha256(request.body)];
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical.join('\n'))}`;
  const key = signingKey(secretAccessKey, day, region, service);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Once more than in the request line, so that percent signs are encoded, too. */
function encodedAgain(path: string): string {
  return path.split('/').map(encoded).join('/');
}

/** By RFC 3986, which leaves fewer characters as they are than JavaScript does. */
function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

interface SigningKey {
  readonly madeFrom: string;
  /** Not its bytes: Node takes six times as long to sign with those. */
  readonly key: KeyObject;
}

/** The latest of each service: it changes once a day, and with the credentials. */
const signingKeys = new Map<ServiceName, SigningKey>();

function signingKey(secretAccessKey: string, day: string, region: string, service: ServiceName): KeyObject {
  const madeFrom = `${secretAccessKey}/${day}/${region}`;
  const known = signingKeys.get(service);
  if (known?.madeFrom === madeFrom) return known.key;
  const bytes = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const key = createSecretKey(Buffer.from(bytes));
  signingKeys.set(service, { madeFrom, key });
  return key;
}
