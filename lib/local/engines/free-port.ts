/** Addresses and ports on loopback. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * An address of this machine's loopback that nobody guesses: Linux answers at all of 127.0.0.0/8. Elsewhere 127.0.0.1, for which
 * only the port is random.
 */
export async function hiddenAddress(): Promise<string> {
  const address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
  return freePort(address).then(
    () => address,
    () => LOOPBACK,
  );
}

/** A port that was free a moment ago. Another process may take it in between: the caller that binds it must be ready to ask again. */
export function freePort(host = LOOPBACK): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error(`no free port on ${host}: the operating system gave none`));
      });
    });
  });
}

/** What to do when `name` cannot listen on `port`. */
export function portTaken(name: string, port: number, remedy: string, cause?: unknown): Error {
  return new Error(`port ${port} is taken, so ${name} cannot start. ${remedy}`, { cause });
}
