/** Deterministic ids: UUIDv5 (RFC 9562, section 5.5) over what an id stands for. */
import { hash } from 'node:crypto';

/** Our namespace: UUIDv5 of the URL namespace and `urn:fanfare`. Changing it would make every event new again. */
const FANFARE_NAMESPACE = Buffer.from('2c69965e0da6510995c60a43afd47c63', 'hex');

/** UUIDv5 of `name` in Fanfare's namespace. */
export function uuidV5(name: string): string {
  const hex = hash('sha1', Buffer.concat([FANFARE_NAMESPACE, Buffer.from(name)]));
  // The version, 5, and the variant: binary 10, of which the other two bits are the digit's own.
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Sources of ours: the name of a service, as a path of one segment. Nobody else's may look like that. */
const OUR_SOURCE = /^\/[a-z][a-z0-9-]*$/;

/**
 * What tells an event from all others. CloudEvents makes source and id unique together; ids of ours are unique by themselves, and
 * stand alone.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#id
 */
export function eventKey({ source, id }: { readonly source: string; readonly id: string }): string {
  return OUR_SOURCE.test(source) ? id : `${source} ${id}`;
}

/** The id of the event of `type` that `publisher` emits because of the event with the key `cause` (see `eventKey`). */
export function eventId(publisher: string, cause: string, type: string): string {
  return uuidV5(`${publisher}/${cause}/${type}`);
}
