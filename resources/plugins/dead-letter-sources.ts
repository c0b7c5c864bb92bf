/** The dead-letter queues of the topology by the names they have in a stage, and what each service can read. */
import { validators } from '../../events/compiled/validators.js';
import { Refusal } from '../../lib/cli/refusal.ts';
import type { Source } from '../../lib/dead-letters/sources.ts';
import { physicalName } from '../../lib/lambda/names.ts';
import { consumersOf } from '../stack/services.ts';
import { topology } from '../topology.ts';

/** Throws a Refusal that says which services there are. */
export function assertService(service: string): void {
  const names = consumersOf(topology).map(({ name }) => name);
  if (!names.includes(service)) throw new Refusal(`there is no service ${service}; there are ${names.join(', ')}`);
}

/** Those of all services, or of the one called `only`: what its function gave up, then what SNS could not deliver to it. */
export function sourcesIn(prefix: string, only: string | undefined): Source[] {
  if (only !== undefined) assertService(only);
  const services = consumersOf(topology).filter(({ name }) => only === undefined || name === only);
  const kinds = ['consumer', 'delivery'] as const;
  return kinds.flatMap((kind) => services.map(({ name, consumes }) => sourceOf(prefix, name, consumes, kind)));
}

function sourceOf(prefix: string, service: string, consumes: readonly string[], kind: Source['kind']): Source {
  return {
    service,
    kind,
    queue: physicalName(prefix, service),
    dlq: physicalName(prefix, service, kind === 'consumer' ? 'dlq' : 'delivery-dlq'),
    recordsTable: physicalName(prefix, service),
    validators: Object.fromEntries(Object.entries(validators).filter(([type]) => consumes.includes(type))),
  };
}
