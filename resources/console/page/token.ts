/** The token that every request carries: from the address, from this tab's memory, or from another tab of the same console. */
import { route, routeIn, tokenIn } from './route.ts';

const KEY = 'fanfare-token';

/** Tabs of one origin are heard at once; a browser that is busy may take longer. */
const PATIENCE_MS = 500;

interface Message {
  readonly isWanted?: boolean;
  readonly token?: string;
}

/** Only pages of this very origin hear it. */
const tabs = new BroadcastChannel(KEY);

/** Empty when there is none. It leaves the address at once, so that nobody copies it by accident. */
export async function takeToken(): Promise<string> {
  const given = tokenIn(location.hash);
  if (given !== undefined) {
    window.history.replaceState(null, '', '#/flow');
    route.value = routeIn('#/flow');
  }
  const token = given ?? sessionStorage.getItem(KEY) ?? (await ofAnotherTab());
  sessionStorage.setItem(KEY, token);
  return token;
}

/** From now on, a tab that was opened by a link of this one is let in. */
export function lendToken(token: string): void {
  tabs.onmessage = ({ data }: { data: Message }) => {
    if (data.isWanted) tabs.postMessage({ token } satisfies Message);
  };
}

/** The console was started again: what opened it before opens it no more. */
export function forgetToken(): void {
  tabs.onmessage = null;
  sessionStorage.removeItem(KEY);
}

function ofAnotherTab(): Promise<string> {
  return new Promise((resolve) => {
    tabs.onmessage = ({ data }: { data: Message }) => {
      if (data.token !== undefined) resolve(data.token);
    };
    tabs.postMessage({ isWanted: true } satisfies Message);
    setTimeout(() => resolve(''), PATIENCE_MS);
  });
}
