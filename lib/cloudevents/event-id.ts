/** Deterministic ids: UUIDv5 (RFC 9562, section 5.5) over what an id stands for. */
import { createHash } from 'node:crypto';

/** Our namespace: UUIDv5 of the URL namespace and `urn:fanfare`. Changing it would make every event new again. */
const FANFARE_NAMESPACE = Buffer.from('2c69965e0da6510995c60a43afd47c63', 'hex');

/** UUIDv5 of `name` in Fanfare's namespace. */
export function uuidV5(name: string): string {
  const hash = createHash('sha1').update(FANFARE_NAMESPACE).update(name).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of the event of `type` that `publisher` emits because of the event `causeId`. */
export function eventId(publisher: string, causeId: string, type: string): string {
  return uuidV5(`${publisher}/${causeId}/${type}`);
}
