/** The console's map of the system, from the topology, and what things on it are called in a stage. */

import { kebabCase, physicalName } from '../../stack/names.ts';
import { ORDER_API, servicesOf } from '../../stack/services.ts';
import { type Topology, topology } from '../../topology.ts';
import type { FlowMap, FlowNames } from './flow.ts';

export function flowMapOf({ orderApi, services }: Topology = topology): FlowMap {
  return {
    entry: { name: kebabCase(ORDER_API), publishes: orderApi.publishes },
    services: servicesOf({ orderApi, services }).map(
      ({ name, does, consumes, publishes, maximumConcurrency, ageObjectiveSeconds }) => ({
        name: kebabCase(name),
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
