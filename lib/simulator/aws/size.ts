/** Sizes as AWS counts them, in bytes of UTF-8. */

/** Whether texts are larger than `limit` together. Those that are surely small enough are not measured byte by byte. */
export function areLarger(texts: readonly string[], limit: number): boolean {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return characters * MOST_BYTES_PER_CHARACTER > limit && bytesOf(texts) > limit;
}

export function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Of one UTF-16 unit, as `length` counts them. */
const MOST_BYTES_PER_CHARACTER = 3;
