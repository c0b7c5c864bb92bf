/**
 * The plugin that keeps paused consumers paused when the stack is deployed. CloudFormation enables an event source mapping whenever it
 * changes anything about it, unless the template says otherwise; so the state of each is read first, and written into the template.
 */

import type { LambdaClient } from '@aws-sdk/client-lambda';
import { warn } from '../../lib/cli/output.ts';
import type { Resource, Resources } from '../stack/cloudformation.ts';
import type { CompiledTemplate, SdkConfiguration } from './framework.ts';

interface Framework {
  readonly service: { readonly provider: { readonly compiledCloudFormationTemplate: CompiledTemplate } };
  getProvider(name: 'aws'): { getStage(): string; getAwsSdkV3Config(): Promise<SdkConfiguration> };
}

export default class PausedConsumersPlugin {
  readonly hooks = {
    // With --package as well: the template is the one that was packaged, and is uploaded after this.
    'before:aws:deploy:deploy:createStack': () => this.#keepPaused(),
  };
  readonly #framework: Framework;

  constructor(framework: Framework) {
    this.#framework = framework;
  }

  async #keepPaused(): Promise<void> {
    const template = this.#framework.service.provider.compiledCloudFormationTemplate;
    const aws = this.#framework.getProvider('aws');
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    const lambda = new LambdaClient(await aws.getAwsSdkV3Config());
    try {
      const paused = await pausedFunctions(lambda, template.Resources);
      template.Resources = keptPaused(template.Resources, paused);
      for (const name of paused) warn(`${name} is paused, and stays paused after this deployment`);
    } finally {
      lambda.destroy();
    }
  }
}

/** The functions of the template that are paused where they are deployed, by their physical names. */
export async function pausedFunctions(lambda: LambdaClient, resources: Resources): Promise<string[]> {
  const { isPaused, mappingsOf } = await import('../../lib/aws/event-source-mappings.ts');
  const names = [...new Set(Object.values(resources).flatMap((resource) => fedFunction(resources, resource) ?? []))];
  const paused = await Promise.all(names.map(async (name) => (await mappingsOf(lambda, name)).some(isPaused)));
  return names.filter((_, index) => paused[index]);
}

export function keptPaused(resources: Resources, paused: readonly string[]): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const name = fedFunction(resources, resource);
      if (name === undefined || !paused.includes(name)) return [id, resource];
      return [id, { ...resource, Properties: { ...resource.Properties, Enabled: false } }];
    }),
  );
}

/** The name of the function that an event source mapping feeds; `undefined` for any other resource. */
function fedFunction(resources: Resources, { Type, Properties }: Resource): string | undefined {
  if (Type !== 'AWS::Lambda::EventSourceMapping') return undefined;
  // By Fn::GetAtt, or by the Ref of an alias or a version: the function's logical id stands somewhere in it.
  const reference = JSON.stringify(Properties?.FunctionName ?? '');
  const fed = Object.entries(resources).find(
    ([id, resource]) => resource.Type === 'AWS::Lambda::Function' && reference.includes(`"${id}"`),
  );
  const name = fed?.[1].Properties?.FunctionName;
  return typeof name === 'string' ? name : undefined;
}
