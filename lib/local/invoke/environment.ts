/** What a single invocation runs in: the system that `npm start` runs, or engines of its own with the stack's resources. */

import { DEFAULT_REGION } from '../default-region.ts';
import { type Clients, clientsOf } from '../engines/clients.ts';
import { type Endpoints, sdkEnvironment, startEngines } from '../engines/engines.ts';
import { provision } from '../provisioning/provision.ts';
import { runningSystem } from '../running-system.ts';
import { readTemplate, type Stack, stackOf } from '../template/stack.ts';

export interface InvokeEnvironment {
  readonly stack: Stack;
  readonly clients: Clients;
  /** Variables with which the function finds it. */
  readonly environment: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

export async function environmentOf(serviceDirectory: string, templateDirectory: string): Promise<InvokeEnvironment> {
  const running = await runningSystem(serviceDirectory);
  if (running !== undefined) return made(templateDirectory, running.region, running.endpoints);
  const engines = await startEngines(DEFAULT_REGION);
  try {
    const invokeEnvironment = await made(templateDirectory, engines.region, engines.endpoints);
    await provision(invokeEnvironment.stack, invokeEnvironment.clients);
    const end = async () => {
      await invokeEnvironment.end();
      await engines.stop();
    };
    return { ...invokeEnvironment, end };
  } catch (error) {
    await engines.stop();
    throw error;
  }
}

async function made(templateDirectory: string, region: string, endpoints: Endpoints): Promise<InvokeEnvironment> {
  const clients = clientsOf(region, endpoints);
  const template = await readTemplate(templateDirectory);
  return {
    stack: stackOf(template, { region, stackName: 'local', sqsEndpoint: endpoints.sqs }),
    clients,
    environment: sdkEnvironment(region, endpoints),
    end: async () => clients.destroy(),
  };
}
