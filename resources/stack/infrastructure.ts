/** The whole infrastructure: everything that follows from the topology, and what it adds to the framework's own resources. */

import type { Topology } from '../topology.ts';
import { apiAlarms, deliveryAlarms, functionAlarms, scheduleAlarms, serviceAlarms } from './alarms.ts';
import { apiLogGroupName, stageProperties } from './api.ts';
import type { Outputs, Properties, Resource, Resources } from './cloudformation.ts';
import { dashboard } from './dashboard.ts';
import { API_LOG_GROUP_ID, API_STAGE_ID, idOf } from './names.ts';
import { outputsOf } from './outputs.ts';
import { queues } from './queues.ts';
import { retention } from './retention.ts';
import { consumerRole, orderApiRole, scheduledRole } from './roles.ts';
import { eventsOf, ORDER_API, publishersOf, type Service, scheduledFunctionsOf, servicesOf } from './services.ts';
import type { Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { ownTables, recordsTable } from './tables.ts';
import { topic } from './topics.ts';
import { tracing } from './tracing.ts';

export interface Infrastructure {
  readonly resources: Resources;
  readonly outputs: Outputs;
  /** What we add to resources that the framework makes, by logical id. */
  readonly additions: Readonly<Record<string, Addition>>;
}

type Addition = Omit<Resource, 'Type'>;

export function infrastructureOf(topology: Topology, settings: Settings): Infrastructure {
  const services = servicesOf(topology);
  const resources: Resources = Object.assign(
    {},
    ...eventsOf(topology).map((event) => topic(event, publishersOf(event, topology), settings)),
    ...services.map((service) => serviceResources(service, settings)),
    ...scheduledFunctionsOf(topology).map((scheduled) => ({
      ...scheduledRole(scheduled, settings),
      ...scheduleAlarms(scheduled, settings),
    })),
    orderApiResources(topology, settings),
    deliveryAlarms(eventsOf(topology), settings),
    dashboard(topology, settings),
    tracing(settings),
  );
  return { resources, outputs: outputsOf(topology, settings), additions: additionsOf(topology, settings) };
}

function serviceResources(service: Service, settings: Settings): Resources {
  return {
    ...queues(service, settings),
    ...subscriptions(service),
    ...recordsTable(service, settings),
    ...ownTables(service.name, service.tables, settings),
    ...consumerRole(service, settings),
    ...serviceAlarms(service, settings),
  };
}

function orderApiResources({ orderApi }: Topology, settings: Settings): Resources {
  return {
    ...ownTables(ORDER_API, orderApi.tables ?? {}, settings),
    ...orderApiRole(orderApi, settings),
    ...functionAlarms(ORDER_API, settings),
    ...apiAlarms(settings),
  };
}

function additionsOf(topology: Topology, settings: Settings): Record<string, Addition> {
  const properties: Properties = {
    RetentionInDays: settings.logRetentionDays,
    ...(settings.kmsKeyArn !== undefined && { KmsKeyId: settings.kmsKeyArn }),
  };
  const logGroup = { Properties: properties, ...retention(settings) };
  const scheduled = scheduledFunctionsOf(topology).map(({ name }) => name);
  const functions = [ORDER_API, ...Object.keys(topology.services), ...scheduled];
  return {
    ...Object.fromEntries(functions.map((name) => [idOf.logGroup(name), logGroup])),
    [API_LOG_GROUP_ID]: { ...logGroup, Properties: { ...properties, LogGroupName: apiLogGroupName(settings) } },
    [API_STAGE_ID]: { Properties: stageProperties(settings) },
  };
}
