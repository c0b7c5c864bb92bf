/** The console's page: a header that always tells how things are, and the view that was chosen. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { Charts } from './charts/charts.tsx';
import { connect, silenceMs } from './connection.ts';
import { DeadLetters } from './dead-letters/dead-letters.tsx';
import { Flow } from './flow/flow.tsx';
import { count, duration } from './format.ts';
import { Load } from './load/load.tsx';
import { now } from './now.ts';
import { Order } from './orders/order.tsx';
import { Orders } from './orders/orders.tsx';
import { route } from './route.ts';
import { connection, hello, reveal, total, trouble } from './session.ts';
import './style.css';

const VIEWS = [
  ['flow', 'Flow'],
  ['orders', 'Orders'],
  ['dead-letters', 'Dead letters'],
  ['load', 'Load'],
  ['charts', 'Charts'],
] as const;

function Page() {
  if (connection.value === 'refused') return <Locked />;
  const { view, id } = route.value;
  return (
    <>
      <button type="button" class="skip" onClick={skipToContent}>
        Skip to content
      </button>
      <Header />
      <ConnectionLine />
      <main id="main" tabIndex={-1}>
        {hello.value === undefined ? <p class="empty">Connecting …</p> : <View view={view} id={id} />}
      </main>
    </>
  );
}

/** By no anchor: the address after `#` is the view's. */
function skipToContent(): void {
  document.getElementById('main')?.focus();
}

function View({ view, id }: { view: string; id: string }) {
  switch (view) {
    case 'orders':
      return id === '' ? <Orders /> : <Order key={id} id={id} />;
    case 'dead-letters':
      return <DeadLetters />;
    case 'load':
      return <Load />;
    case 'charts':
      return <Charts />;
    case 'flow':
      return <Flow />;
    default:
      return (
        <p class="empty">
          The console has no such view. <a href="#/flow">Watch the flow</a> instead.
        </p>
      );
  }
}

function Header() {
  const greeting = hello.value;
  const dead = total('dead') + total('undelivered');
  return (
    <header>
      <h1>
        Fanfare {greeting && <span class={`stage ${greeting.isLocal ? '' : 'deployed'}`}>{greeting.stage}</span>}
        {greeting?.isReadOnly && <span class="stage">read-only</span>}
      </h1>
      <nav aria-label="Views">
        {VIEWS.filter(([view]) => view !== 'load' || greeting?.isLocal !== false).map(([view, name]) => (
          <a key={view} href={`#/${view}`} {...(route.value.view === view && { 'aria-current': 'page' as const })}>
            {name}
            {view === 'dead-letters' && dead > 0 && <span class="count">{count(dead)}</span>}
          </a>
        ))}
      </nav>
      <div class="switches">
        <label>
          <input
            type="checkbox"
            checked={reveal.value}
            onChange={({ currentTarget }) => {
              reveal.value = currentTarget.checked;
            }}
          />{' '}
          Show personal data
        </label>
        <button type="button" onClick={switchTheme}>
          Light or dark
        </button>
      </div>
    </header>
  );
}

/** Says when what is shown is no longer true. */
function ConnectionLine() {
  if (connection.value === 'stale') {
    return (
      <p class="banner bad" role="alert">
        Not connected for {duration(silenceMs(now.value))}: what you see is old. Connecting again …
      </p>
    );
  }
  if (trouble.value !== undefined) {
    return (
      <p class="banner bad" role="alert">
        The last sample could not be taken: {trouble.value}
      </p>
    );
  }
  return null;
}

function Locked() {
  return (
    <main class="locked">
      <h1>This address has no valid token</h1>
      <p>
        Open the console by the whole URL that was printed on the terminal; each start of the console has a new one.
      </p>
    </main>
  );
}

const THEME = 'fanfare-theme';

function switchTheme(): void {
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  setTheme((document.documentElement.dataset.theme ?? preferred) === 'dark' ? 'light' : 'dark');
}

function setTheme(theme: string | null): void {
  if (theme === null) return;
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(THEME, theme);
}

/** Who looks at another tab is told, too. */
effect(() => {
  const dead = total('dead') + total('undelivered');
  document.title = dead === 0 ? 'Fanfare' : `(${count(dead)}) Fanfare`;
});
setTheme(localStorage.getItem(THEME));
void connect();
const root = document.getElementById('page');
if (root !== null) render(<Page />, root);
