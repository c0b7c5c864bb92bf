/** Where the user is: the part of the address after `#`, such as `#/orders/1f…` or `#/dead-letters?service=payment`. */
import { signal } from '@preact/signals';

export interface Route {
  readonly view: string;
  /** What follows the view in the path. */
  readonly id: string;
  readonly query: URLSearchParams;
}

export const route = signal(routeIn(location.hash));

window.addEventListener('hashchange', () => {
  // The address of a console that was started again, pasted over that of the one before.
  if (tokenIn(location.hash) !== undefined) return location.reload();
  const before = route.value;
  route.value = routeIn(location.hash);
  if (route.value.view === before.view && route.value.id === before.id) return;
  // The keyboard goes on where the new view begins.
  document.getElementById('main')?.focus();
  window.scrollTo(0, 0);
});

export function tokenIn(hash: string): string | undefined {
  return /^#token=([\w-]+)/.exec(hash)?.[1];
}

/** What somebody typed may be no encoding at all. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function routeIn(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view = '', id = ''] = path.split('/');
  return { view: view === '' ? 'flow' : view, id: decoded(id), query: new URLSearchParams(query) };
}
