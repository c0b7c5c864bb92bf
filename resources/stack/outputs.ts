/** The stack's outputs, for people and scripts. The framework adds `HttpApiUrl`. */

import { partitionOf } from '../../lib/aws/partition.ts';
import { type Outputs, ref } from './cloudformation.ts';
import { dashboardName } from './dashboard.ts';
import { idOf } from './names.ts';
import { consumersOf, eventsOf, type Topology } from './services.ts';
import type { Settings } from './settings.ts';

export function outputsOf(topology: Topology, settings: Settings): Outputs {
  return {
    ...Object.assign({}, ...eventsOf(topology).map(topicOutput)),
    ...Object.assign({}, ...consumersOf(topology).map(({ name }) => queueOutputs(name))),
    ...dashboardUrl(settings),
  };
}

/** Where the partition has a console that everybody can reach. */
function dashboardUrl(settings: Settings): Outputs {
  const { region } = settings;
  const { console } = partitionOf(region);
  if (console === undefined) return {};
  return {
    DashboardUrl: {
      Description: 'The dashboard: the flow of orders from left to right',
      Value: `https://${region}.${console}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName(settings)}`,
    },
  };
}

function topicOutput(event: string): Outputs {
  const id = idOf.topic(event);
  return { [`${id}Arn`]: { Description: `The topic of ${event}`, Value: ref(id) } };
}

function queueOutputs(service: string): Outputs {
  const queue = idOf.queue(service);
  const dlq = idOf.dlq(service);
  return {
    [`${queue}Url`]: { Description: `The queue of ${service}`, Value: ref(queue) },
    [`${dlq}Url`]: { Description: `The dead-letter queue of ${service}`, Value: ref(dlq) },
  };
}
