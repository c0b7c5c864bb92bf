/**
 * The plugin that compares with the deployed stack before `serverless deploy` changes it: it stops what would lose data or messages,
 * or what DynamoDB would refuse half-way, and protects tables from deletion once they are part of a complete stack.
 */

import { didYouMean } from '../../lib/cli/nearest.ts';
import { warn } from '../../lib/cli/output.ts';
import { concurrencyWarning } from '../rules/account-concurrency.ts';
import { discardable, lossesBetween, lossReport } from '../rules/data-loss.ts';
import { droppedBetween, droppedReport } from '../rules/dropped-events.ts';
import { indexReport, refusedIndexChanges } from '../rules/index-changes.ts';
import { protectedOnceDeployed, unprotectedTables } from '../rules/table-protection.ts';
import type { Resources } from '../stack/cloudformation.ts';
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
    'before:aws:deploy:deploy:createStack': async () => {
      await this.#warnOfConcurrency();
      await this.#compare();
    },
    'after:aws:deploy:deploy:updateStack': () => this.#protectTables(),
    'after:rollback:rollback': () => this.#protectTables(),
  };
  readonly #framework: Framework;

  constructor(framework: Framework) {
    this.#framework = framework;
  }

  async #compare(): Promise<void> {
    const template = this.#framework.service.provider.compiledCloudFormationTemplate;
    const deployed = await this.#deployedResources();
    this.#refuseLosses(deployed, template.Resources);
    const refused = refusedIndexChanges(deployed, template.Resources);
    if (refused.length > 0) throw this.#refusal(indexReport(refused), 'INDEX_CHANGES');
    template.Resources = protectedOnceDeployed(deployed, template.Resources);
  }

  #refuseLosses(deployed: Resources, next: Resources): void {
    const discarded = this.#discarded(discardable(deployed));
    const losses = lossesBetween(deployed, next).filter(({ resource }) => !discarded.has(resource));
    if (losses.length > 0) throw this.#refusal(lossReport(losses), 'DATA_LOSS');
    const dropped = droppedBetween(deployed, topology).filter(({ subscription }) => !discarded.has(subscription));
    if (dropped.length > 0) throw this.#refusal(droppedReport(dropped), 'EVENTS_DROPPED');
  }

  /** What may be destroyed, each by its logical id. */
  #discarded(known: readonly string[]): Set<string> {
    const named = String(this.#framework.service.custom?.fanfare?.discard ?? '').split(',');
    const ids = named.map((id) => id.trim()).filter((id) => id !== '');
    const unknown = ids.find((id) => !known.includes(id));
    if (unknown === undefined) return new Set(ids);
    const message = `The parameter discard names ${unknown}, but the deployed stack has no table, queue, log group or subscription of that id.`;
    throw this.#refusal(`${message}${didYouMean(unknown, known)}`, 'INVALID_PARAMETER');
  }

  /** Whoever may not ask for the account's limits is not told of them. */
  async #warnOfConcurrency(): Promise<void> {
    const { GetAccountSettingsCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const client = new LambdaClient(await this.#framework.getProvider('aws').getAwsSdkV3Config());
    const settings = await client.send(new GetAccountSettingsCommand({})).catch(() => undefined);
    client.destroy();
    const limit = settings?.AccountLimit?.ConcurrentExecutions;
    const warning = limit === undefined ? undefined : concurrencyWarning(limit, topology);
    if (warning !== undefined) warn(`Warning: ${warning}`);
  }

  async #protectTables(): Promise<void> {
    const names = unprotectedTables(await this.#deployedResources());
    if (names.length === 0) return;
    const { DynamoDBClient, UpdateTableCommand } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient(await this.#framework.getProvider('aws').getAwsSdkV3Config());
    try {
      for (const TableName of names) {
        await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
      }
    } finally {
      client.destroy();
    }
  }

  async #deployedResources(): Promise<Resources> {
    const { Resources = {} } = await deployedTemplate(this.#framework.getProvider('aws'));
    return Resources;
  }

  #refusal(message: string, code: string): Error {
    return new this.#framework.classes.Error(message, code);
  }
}
