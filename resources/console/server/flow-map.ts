/** The console's map of the system, from the topology, and what things on it are called in a stage. */

import { physicalName } from '../../../lib/lambda/names.ts';
import { consumersOf, isConsumer, servicesOf, type Topology } from '../../stack/services.ts';
import { topology } from '../../topology.ts';
import type { FlowMap, FlowNames } from './flow.ts';

export function flowMapOf(services: Topology = topology): FlowMap {
  return {
    entries: servicesOf(services)
      .filter((service) => !isConsumer(service))
      .map(({ name, publishes }) => ({ name, publishes })),
    services: consumersOf(services).map(
      ({ name, does, consumes, publishes, maximumConcurrency, ageObjectiveSeconds }) => ({
        name,
        does,
        consumes,
        publishes,
        maximumConcurrency,
        ageObjectiveSeconds,
      }),
    ),
  };
}

/** `prefix` begins every physical name, such as `fanfare-prod`. */
export function flowNamesIn(prefix: string): FlowNames {
  return {
    topic: (eventType) => physicalName(prefix, eventType),
    queue: (service) => physicalName(prefix, service),
    dlq: (service) => physicalName(prefix, service, 'dlq'),
    deliveryDlq: (service) => physicalName(prefix, service, 'delivery-dlq'),
    function: (service) => physicalName(prefix, service),
  };
}
