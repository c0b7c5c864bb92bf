/** All event source mappings of the stack, running. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chaos } from './chaos.ts';
import { EventSourceMapping } from './event-source-mapping.ts';
import type { LocalFunctions } from './functions/local-functions.ts';
import type { LocalLog } from './log.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { Observer } from './observer.ts';
import type { SourceQueue } from './source-queue.ts';

export interface EventSourcePorts {
  readonly queue: (url: string) => SourceQueue;
  readonly functions: LocalFunctions;
  readonly log: LocalLog;
  readonly chaos: Chaos;
  readonly observer: Observer;
}

export interface EventSources {
  readonly mappings: readonly EventSourceMapping[];
  /** Nothing was received that is not settled yet. */
  readonly isQuiet: () => boolean;
  stop(): Promise<void>;
}

/** What is under way is given this long when the system stops; then its sandboxes end. */
const STOP_GRACE_MS = 5_000;

export function startEventSources(settings: readonly MappingSettings[], ports: EventSourcePorts): EventSources {
  const started = settings.map((one) => startMapping(one, ports));
  const mappings = started.map(({ mapping }) => mapping);
  return {
    mappings,
    isQuiet: () => started.every(({ mapping, held }) => mapping.isQuiet && held() === 0),
    stop: async () => {
      const grace = new AbortController();
      const settled = Promise.all(mappings.map((mapping) => mapping.stop()));
      await Promise.race([settled, sleep(STOP_GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
      grace.abort();
    },
  };
}

/** Most invocations at once that the event sources of a function allow together; `undefined` when it has none. */
export function concurrencyOf(functionName: string, settings: readonly MappingSettings[]): number | undefined {
  const own = settings.filter((one) => one.functionName === functionName);
  return own.length === 0 ? undefined : own.reduce((sum, one) => sum + one.maximumConcurrency, 0);
}

function startMapping(settings: MappingSettings, ports: EventSourcePorts) {
  const { functions, log, chaos, observer } = ports;
  const target = functions.named(settings.functionName);
  const queue = chaos.unruly(ports.queue(settings.queueUrl), settings.visibilitySeconds);
  const mapping = new EventSourceMapping(settings, {
    queue,
    whenFree: () => target.whenFree(),
    invoke: async (event) => {
      const spare = chaos.duringInvocation(() => target.kill());
      return target.invoke(event).finally(spare);
    },
    notice: (message) => log.notice(settings.functionName, message),
    onSettled: observer.settled,
  });
  if (settings.enabled) mapping.resume();
  return { mapping, held: () => queue.held };
}
