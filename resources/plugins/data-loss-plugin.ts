/** The plugin that compares with the deployed stack before `serverless deploy` changes it, and stops what would destroy data. */
import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  CloudFormationServiceException,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { lossesBetween, lossReport } from '../rules/data-loss.ts';
import type { Resources } from '../stack/cloudformation.ts';
import type { CompiledTemplate } from './framework.ts';

interface Framework {
  readonly service: {
    readonly custom?: { readonly fanfare?: { readonly discard?: unknown } };
    readonly provider: { readonly compiledCloudFormationTemplate: CompiledTemplate };
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): {
    readonly naming: { getStackName(): string };
    getAwsSdkV3Config(): Promise<CloudFormationClientConfig>;
  };
}

export default class DataLossPlugin {
  readonly hooks = {
    'before:aws:deploy:deploy:createStack': () => this.#refuseLosses(),
  };
  readonly #framework: Framework;

  constructor(framework: Framework) {
    this.#framework = framework;
  }

  async #refuseLosses(): Promise<void> {
    const { Resources } = this.#framework.service.provider.compiledCloudFormationTemplate;
    const discarded = this.#discarded();
    const losses = lossesBetween(await this.#deployedResources(), Resources);
    const unwanted = losses.filter(({ resource }) => !discarded.has(resource));
    if (unwanted.length > 0) throw new this.#framework.classes.Error(lossReport(unwanted), 'DATA_LOSS');
  }

  /** The resources that may be destroyed, each by its logical id. */
  #discarded(): Set<string> {
    return new Set(String(this.#framework.service.custom?.fanfare?.discard ?? '').split(','));
  }

  async #deployedResources(): Promise<Resources> {
    const aws = this.#framework.getProvider('aws');
    const client = new CloudFormationClient(await aws.getAwsSdkV3Config());
    try {
      const { TemplateBody = '{}' } = await client.send(
        new GetTemplateCommand({ StackName: aws.naming.getStackName(), TemplateStage: 'Original' }),
      );
      const deployed: Partial<CompiledTemplate> = JSON.parse(TemplateBody);
      return deployed.Resources ?? {};
    } catch (error) {
      if (isMissingStack(error)) return {};
      throw error;
    } finally {
      client.destroy();
    }
  }
}

/** CloudFormation has no error of its own for it. */
function isMissingStack(error: unknown): boolean {
  return (
    error instanceof CloudFormationServiceException &&
    error.name === 'ValidationError' &&
    error.message.includes('does not exist')
  );
}
