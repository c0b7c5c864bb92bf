/** A command of `serverless`: its stage, how it ends, and what it says when it cannot be done. */

import { printableLines } from '../printable.ts';
import { UsageError } from './command-line.ts';
import { endOnLostOutput, type OutputOptions } from './output.ts';
import { InvalidQuantity } from './quantities.ts';
import { Refusal } from './refusal.ts';
import { Stage } from './stage.ts';

/** The framework, as far as a command uses it. */
export interface Framework {
  readonly serviceDir: string;
  readonly service: { readonly service: string };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string };
}

export interface CommandOptions extends OutputOptions {
  readonly 'aws-profile'?: string;
  readonly region?: string;
}

/** The stage that the user named. */
export function stageOf(framework: Framework, options: CommandOptions): Stage {
  const aws = framework.getProvider('aws');
  return new Stage({
    service: framework.service.service,
    stage: aws.getStage(),
    region: aws.getRegion(),
    serviceDir: framework.serviceDir,
    profile: options['aws-profile'],
    isRegionGiven: options.region !== undefined,
  });
}

/**
 * A hook that runs `work` and ends with the exit code that it returns (0 when it returns none). A refusal ends it with 1 and its
 * message, without a stack; `code` is the framework's code for it.
 */
export function hook(
  framework: Framework,
  code: string,
  work: () => Promise<number | undefined> | number | undefined,
): () => Promise<void> {
  return async () => {
    endOnLostOutput();
    try {
      const exitCode = await work();
      if (exitCode !== undefined && exitCode !== 0) process.exitCode = exitCode;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new framework.classes.Error(printableLines(error.message), code);
    }
  };
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Refusal || error instanceof InvalidQuantity || error instanceof UsageError;
}
