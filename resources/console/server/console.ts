/** The console of this system: the flow, orders, dead-lettered messages and load of one stage, behind one page. */
import { fileURLToPath } from 'node:url';
import { personalFields } from '../../../events/personal-fields.ts';
import { DEADLINE_MINUTES } from '../../../handlers/orders/watchdog.ts';
import { Stage, type StageOrigin } from '../../../lib/cli/stage.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import type { LocalSystem } from '../../../lib/local/local-system.ts';
import type { LocalLog } from '../../../lib/local/log.ts';
import type { Observer } from '../../../lib/local/observer.ts';
import { sourcesIn } from '../../plugins/dead-letter-sources.ts';
import type { Hello } from './contract.ts';
import { deadLetterActions } from './dead-letters.ts';
import type { FlowSource } from './flow.ts';
import { flowMapOf, flowNamesIn } from './flow-map.ts';
import { Journeys } from './journeys.ts';
import { Live } from './live.ts';
import { Load } from './load.ts';
import { LocalFailures } from './local-failures.ts';
import { LocalFlow } from './local-flow.ts';
import { type OrderPorts, orderActions } from './orders.ts';
import { buildPage } from './page.ts';
import { type RunningConsole, startConsole } from './server.ts';

const PAGE_DIRECTORY = fileURLToPath(new URL('../page/', import.meta.url));

export interface ConsoleSettings {
  readonly port: number;
  readonly isReadOnly: boolean;
  readonly onFailure: (error: unknown) => void;
}

/** The console of the system in this very process. It observes from the start, and is opened once the system runs. */
export class LocalConsole {
  readonly #origin: StageOrigin;
  readonly #journeys = new Journeys();
  readonly #failures: LocalFailures;
  readonly #flow: LocalFlow;

  constructor(origin: StageOrigin) {
    this.#origin = origin;
    const map = flowMapOf();
    const names = flowNamesIn(prefixOf(origin));
    this.#flow = new LocalFlow(map, names, systemClock);
    this.#failures = new LocalFailures(
      (functionName) => map.services.find(({ name }) => names.function(name) === functionName)?.name,
    );
  }

  /** `log`, from which the console learns why messages failed. */
  listeningTo(log: LocalLog): LocalLog {
    return this.#failures.listeningTo(log);
  }

  get observer(): Observer {
    return { invoked: this.#flow.invoked, settled: this.#journeys.settled };
  }

  async open(system: LocalSystem, settings: ConsoleSettings): Promise<RunningConsole> {
    this.#flow.watch(system);
    const stage = new Stage(this.#origin);
    const serviceNames = flowMapOf().services.map(({ name }) => name);
    const load = new Load(system, stage, flowNamesIn(stage.prefix), serviceNames);
    const parts = { flow: this.#flow, journeys: this.#journeys, failures: this.#failures, load };
    const running = await openConsole(this.#origin, settings, parts);
    return {
      ...running,
      stop: async () => {
        load.stop();
        await running.stop();
      },
    };
  }
}

/** The console of a stage on AWS. */
export function openDeployedConsole(
  origin: StageOrigin,
  settings: ConsoleSettings,
  { flow, logs }: { readonly flow: FlowSource; readonly logs: OrderPorts['logs'] },
): Promise<RunningConsole> {
  const nothing = { of: () => [] };
  return openConsole(origin, settings, { flow, journeys: nothing, failures: nothing, logs, load: undefined });
}

interface Parts {
  readonly flow: FlowSource;
  readonly journeys: OrderPorts['journeys'];
  readonly failures: OrderPorts['failures'];
  readonly logs?: OrderPorts['logs'];
  readonly load: Load | undefined;
}

async function openConsole(
  origin: StageOrigin,
  { port, isReadOnly, onFailure }: ConsoleSettings,
  { flow, journeys, failures, logs, load }: Parts,
): Promise<RunningConsole> {
  const map = flowMapOf();
  const stage = new Stage(origin);
  const hello = (): Omit<Hello, 'everyMs' | 'history'> => ({
    service: origin.service,
    stage: origin.stage,
    region: origin.region,
    isLocal: load !== undefined,
    isReadOnly,
    map,
    load: load?.state ?? null,
    deadlineMinutes: DEADLINE_MINUTES,
  });
  const live = new Live(flow, hello, () => {
    if (load !== undefined) live.tell('load', load.state);
  });
  const actions = {
    ...orderActions({ stage, map, names: flowNamesIn(stage.prefix), clock: systemClock, journeys, failures, logs }),
    ...deadLetterActions({ stage, sourcesIn, personal: personalFields, clock: systemClock }),
    ...load?.actions,
  };
  return startConsole(port, { page: await buildPage(PAGE_DIRECTORY), live, actions, isReadOnly, onFailure });
}

function prefixOf({ service, stage }: StageOrigin): string {
  return `${service}-${stage}`;
}
