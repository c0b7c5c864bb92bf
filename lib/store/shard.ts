/**
 * Shards of an index. All entries under one key share one partition, which takes 1,000 writes a second, and an index that
 * cannot keep up slows its table down. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-gsi-sharding.html
 */

/** With 16, the index takes 16,000 writes a second, and a reader asks 16 times. */
const SHARDS = 16;

export const shards: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => String(shard));

/** The shard of a subject: always the same one. */
export function shardOf(subject: string): string {
  let sum = 0;
  for (let index = 0; index < subject.length; index += 1) sum += subject.charCodeAt(index);
  return String(sum % SHARDS);
}
