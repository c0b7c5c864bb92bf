/** Ports on loopback. */
import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** A port that was free a moment ago. Somebody may take it in between: whoever binds it must be ready to ask again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, LOOPBACK, () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error(`no free port on ${LOOPBACK}: the operating system gave none`));
      });
    });
  });
}

/** What to do when `name` cannot listen on `port`. */
export function portTaken(name: string, port: number, remedy: string, cause?: unknown): Error {
  return new Error(`port ${port} is taken, so ${name} cannot start. ${remedy}`, { cause });
}
