/** Which services only pretend: their adapters are sandboxes, and cards are "captured" and parcels "booked" free of charge. */
import { didYouMean } from '../../lib/cli/nearest.ts';
import type { Topology } from '../stack/services.ts';
import type { Settings } from '../stack/settings.ts';

const SANDBOX = 'sandbox';

interface Sandbox {
  readonly service: string;
  readonly port: string;
}

function sandboxesOf(topology: Topology): Sandbox[] {
  return topology.flatMap(({ name, adapters = {} }) =>
    Object.entries(adapters).flatMap(([port, adapter]) => (adapter === SANDBOX ? [{ service: name, port }] : [])),
  );
}

/** Why a stage is not packaged: it keeps its data, and services that nobody has named would pretend. */
export function sandboxRefusal(topology: Topology, { keepData, allowSandboxes, stage }: Settings): string | undefined {
  const sandboxes = sandboxesOf(topology);
  const services = [...new Set(sandboxes.map(({ service }) => service))];
  const unknown = allowSandboxes.find((name) => !services.includes(name));
  if (unknown !== undefined) {
    return `The parameter allowSandboxes names ${unknown}, which has no sandbox.${didYouMean(unknown, services)}`;
  }
  const refused = sandboxes.filter(({ service }) => keepData && !allowSandboxes.includes(service));
  if (refused.length === 0) return undefined;
  const lines = refused.map(
    ({ service, port }) => `  ${service}: its ${port} is a sandbox, see handlers/${service}/service.ts`,
  );
  return (
    `Stage ${stage} keeps its data, and some of its services only pretend, so nothing was packaged.\n\n${lines.join('\n')}\n\n` +
    '    for real business: give them a real adapter\n' +
    `    to try it anyway:  add --param "allowSandboxes=${services.join(',')}"`
  );
}

/** What somebody who deploys a stage with data in it should read each time. */
export function deploymentWarnings({ keepData, allowSandboxes, alarmTopicArn, stage }: Settings): string[] {
  if (!keepData) return [];
  return [
    ...(alarmTopicArn === undefined
      ? [
          `The alarms of stage ${stage} notify nobody: pass the ARN of an SNS topic that reaches whoever is on call as alarmTopicArn.`,
        ]
      : []),
    ...allowSandboxes.map((name) => `${name} of stage ${stage} only pretends: its adapter is a sandbox.`),
  ];
}
