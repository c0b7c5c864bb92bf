/** Where the user is: the part of the address after `#`, such as `#/orders/1f…` or `#/dead-letters?service=payment`. */
import { signal } from '@preact/signals';

export interface Route {
  readonly view: string;
  /** What follows the view in the path. */
  readonly id: string;
  readonly query: URLSearchParams;
}

const TOKEN = 'fanfare-token';

export const route = signal(routeIn(location.hash));

window.addEventListener('hashchange', () => {
  route.value = routeIn(location.hash);
  window.scrollTo(0, 0);
});

/** The token of the address, taken out of it at once so that nobody copies it by accident; kept for this tab. */
export function takeToken(): string {
  const given = /^#token=([\w-]+)/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(TOKEN, given);
    window.history.replaceState(null, '', '#/flow');
    route.value = routeIn('#/flow');
  }
  return given ?? sessionStorage.getItem(TOKEN) ?? '';
}

/** What somebody typed may be no encoding at all. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function routeIn(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view = '', id = ''] = path.split('/');
  return { view: view === '' ? 'flow' : view, id: decoded(id), query: new URLSearchParams(query) };
}
