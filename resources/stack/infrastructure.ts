/** The whole infrastructure: everything that follows from the topology, and what it adds to the framework's own resources. */

import {
  apiAlarms,
  deliveryAlarms,
  functionAlarms,
  scheduleAlarms,
  serviceAlarms,
  throttleAlarms,
  weekAlarms,
} from './alarms.ts';
import { apiLogGroupName, stageProperties } from './api.ts';
import type { Outputs, Properties, Resource, Resources } from './cloudformation.ts';
import { compositeAlarm } from './composite-alarms.ts';
import { dashboard } from './dashboard.ts';
import { API_LOG_GROUP_ID, API_STAGE_ID, idOf } from './names.ts';
import { outputsOf } from './outputs.ts';
import { queues } from './queues.ts';
import { retention } from './retention.ts';
import { consumerRole, httpRole, scheduledRole } from './roles.ts';
import {
  consumersOf,
  eventsOf,
  functionNamesOf,
  httpFunctionsOf,
  isConsumer,
  publishersOf,
  type Service,
  scheduledFunctionsOf,
  servicesOf,
  type Topology,
} from './services.ts';
import type { Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { ownTables, recordsTable } from './tables.ts';
import { type Ends, topic } from './topics.ts';
import { tracing } from './tracing.ts';

export interface Infrastructure {
  readonly resources: Resources;
  readonly outputs: Outputs;
  /** What we add to resources that the framework makes, by logical id. */
  readonly additions: Readonly<Record<string, Addition>>;
}

type Addition = Omit<Resource, 'Type'>;

export function infrastructureOf(topology: Topology, settings: Settings): Infrastructure {
  const consumerNames = consumersOf(topology).map(({ name }) => name);
  const resources: Resources = Object.assign(
    {},
    ...eventsOf(topology).map((event) => topic(event, endsOf(event, topology), settings)),
    ...servicesOf(topology).map(({ name, tables }) => ownTables(name, tables, settings)),
    ...consumersOf(topology).map((service) => consumerResources(service, settings)),
    ...httpFunctionsOf(topology).map((http) => httpRole(http, settings)),
    ...scheduledFunctionsOf(topology).map((scheduled) => scheduledRole(scheduled, settings)),
    ...servicesOf(topology).map((service) => alarmsOf(service, topology, settings)),
    compositeAlarm('api', apiAlarms(settings), settings),
    compositeAlarm('deliveries', deliveryAlarms(eventsOf(topology), settings), settings),
    compositeAlarm('functions', throttleAlarms(functionNamesOf(topology), settings), settings),
    compositeAlarm('dlqs', weekAlarms(consumerNames, settings), settings),
    dashboard(topology, settings),
    tracing(settings),
  );
  return { resources, outputs: outputsOf(topology, settings), additions: additionsOf(topology, settings) };
}

/** Services that are letting go of an event keep their subscription's permission until they have. */
function endsOf(event: string, topology: Topology): Ends {
  const consumers = consumersOf(topology).filter(({ consumes }) => consumes.includes(event));
  return { publishers: publishersOf(event, topology), consumers: consumers.map(({ name }) => name) };
}

/** Of all functions that a service has. */
function alarmsOf(service: Service, topology: Topology, settings: Settings): Resources {
  const isOwn = (one: { readonly service: Service }) => one.service.name === service.name;
  const causes: Resources = Object.assign(
    isConsumer(service) ? serviceAlarms(service, settings) : {},
    ...httpFunctionsOf(topology)
      .filter(isOwn)
      .map(({ name }) => functionAlarms(name, settings)),
    ...scheduledFunctionsOf(topology)
      .filter(isOwn)
      .map((scheduled) => scheduleAlarms(scheduled, settings)),
  );
  return compositeAlarm(service.name, causes, settings);
}

function consumerResources(service: Service, settings: Settings): Resources {
  return {
    ...queues(service, settings),
    ...subscriptions(service),
    ...recordsTable(service, settings),
    ...consumerRole(service, settings),
  };
}

function additionsOf(topology: Topology, settings: Settings): Record<string, Addition> {
  const properties: Properties = {
    RetentionInDays: settings.logRetentionDays,
    ...(settings.kmsKeyArn !== undefined && { KmsKeyId: settings.kmsKeyArn }),
  };
  const logGroup = { Properties: properties, ...retention(settings) };
  return {
    ...Object.fromEntries(functionNamesOf(topology).map((name) => [idOf.logGroup(name), logGroup])),
    [API_LOG_GROUP_ID]: { ...logGroup, Properties: { ...properties, LogGroupName: apiLogGroupName(settings) } },
    [API_STAGE_ID]: { Properties: stageProperties(settings) },
  };
}
