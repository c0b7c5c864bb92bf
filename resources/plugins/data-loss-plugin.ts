/** The plugin that compares with the deployed stack before `serverless deploy` changes it, and stops what would lose data or messages. */
import { lossesBetween, lossReport } from '../rules/data-loss.ts';
import { droppedBetween, droppedReport } from '../rules/dropped-events.ts';
import { topology } from '../topology.ts';
import { deployedTemplate, type StackOfStage } from './deployed-stack.ts';
import type { CompiledTemplate } from './framework.ts';

interface Framework {
  readonly service: {
    readonly custom?: { readonly fanfare?: { readonly discard?: unknown } };
    readonly provider: { readonly compiledCloudFormationTemplate: CompiledTemplate };
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): StackOfStage;
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
    const { Resources: deployed = {} } = await deployedTemplate(this.#framework.getProvider('aws'));
    const discarded = this.#discarded();
    const losses = lossesBetween(deployed, Resources).filter(({ resource }) => !discarded.has(resource));
    if (losses.length > 0) throw new this.#framework.classes.Error(lossReport(losses), 'DATA_LOSS');
    const dropped = droppedBetween(deployed, topology).filter(({ subscription }) => !discarded.has(subscription));
    if (dropped.length > 0) throw new this.#framework.classes.Error(droppedReport(dropped), 'EVENTS_DROPPED');
  }

  /** What may be destroyed, each by its logical id. */
  #discarded(): Set<string> {
    return new Set(String(this.#framework.service.custom?.fanfare?.discard ?? '').split(','));
  }
}
