/** The codes by which Node says that the network failed, not the service behind it. */

const NETWORK_CODES: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What a connection dies of that was already closed at the other end. */
const RESET_CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/** The code of an error of the network; undefined of any other error. */
export function networkCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return NETWORK_CODES.has(error.code) ? String(error.code) : undefined;
}

export function isReset(error: unknown): boolean {
  return RESET_CODES.has(networkCodeOf(error));
}
