/** Cutting a list into the batches that a batch request of AWS takes. */

export interface BatchLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** In order, each batch as full as the limits allow; an entry larger than `maxBytes` is sent on its own. */
export function batchesOf<Entry>(
  entries: readonly Entry[],
  { maxEntries, maxBytes }: BatchLimits,
  bytesOf: (entry: Entry) => number,
): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = bytesOf(entry);
    const current = batches.at(-1);
    if (current === undefined || current.length === maxEntries || bytes + size > maxBytes) {
      batches.push([entry]);
      bytes = size;
    } else {
      current.push(entry);
      bytes += size;
    }
  }
  return batches;
}
