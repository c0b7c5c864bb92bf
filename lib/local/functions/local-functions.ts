/** All functions of the stack, unpacked and ready to be invoked by name. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalLog } from '../log.ts';
import type { Observer } from '../observer.ts';
import { locateHandler, unpack } from './artifact.ts';
import { Counters } from './counters.ts';
import type { FunctionSettings } from './function-settings.ts';
import { LocalFunction } from './local-function.ts';
import type { Outcome } from './outcome.ts';

export interface FunctionsOptions {
  /** Where `serverless package` left the zips. */
  readonly artifactDirectory: string;
  /** On top of what the template gives each function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Most invocations at once that the function's event sources allow; `undefined` where it has none. */
  readonly concurrencyOf: (functionName: string) => number | undefined;
  readonly log: LocalLog;
  readonly onInvocation: Observer['invoked'];
}

/** For functions that nothing limits, such as those behind HTTP: more would only compete for the processors here. */
const DEFAULT_CONCURRENCY = 10;

export class LocalFunctions {
  readonly counters = new Counters();
  readonly #byName = new Map<string, LocalFunction>();
  readonly #settings: readonly FunctionSettings[];
  readonly #directory: string;

  private constructor(settings: readonly FunctionSettings[], directory: string) {
    this.#settings = settings;
    this.#directory = directory;
  }

  static async load(settings: readonly FunctionSettings[], options: FunctionsOptions): Promise<LocalFunctions> {
    const functions = new LocalFunctions(settings, await mkdtemp(join(tmpdir(), 'fanfare-functions-')));
    try {
      await Promise.all(settings.map((one) => functions.#load(one, options)));
    } catch (error) {
      await functions.stop();
      throw error;
    }
    return functions;
  }

  invoke(functionName: string, event: unknown): Promise<Outcome> {
    return this.named(functionName).invoke(event);
  }

  /** By physical name, logical id, or name in `serverless.yml`, in camel case or with hyphens. Throws when there is none. */
  named(name: string): LocalFunction {
    const logicalId = `${name.replaceAll('-', '')}LambdaFunction`.toLowerCase();
    const settings = this.#settings.find(
      (one) => one.name === name || one.logicalId === name || one.logicalId.toLowerCase() === logicalId,
    );
    const found = settings && this.#byName.get(settings.name);
    if (found !== undefined) return found;
    throw new Error(`there is no function ${name}; there are ${[...this.#byName.keys()].sort().join(', ')}`);
  }

  /** Starts one sandbox of each. */
  warm(): void {
    for (const one of this.#byName.values()) one.warm();
  }

  /** Invocations that wait or run, by physical name, where there are any. */
  unfinishedByName(): Readonly<Record<string, number>> {
    const busy = [...this.#byName.values()].filter(({ unfinished }) => unfinished > 0);
    return Object.fromEntries(busy.map(({ name, unfinished }) => [name, unfinished]));
  }

  /** Invocations that run now, and the most that may, by physical name. */
  concurrency(): Readonly<Record<string, { readonly running: number; readonly most: number }>> {
    return Object.fromEntries(
      [...this.#byName].map(([name, one]) => [name, { running: one.running, most: one.maximumConcurrency }]),
    );
  }

  /** Invocations since the start. */
  get started(): number {
    return [...this.#byName.values()].reduce((sum, one) => sum + one.started, 0);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#byName.values()].map((one) => one.stop()));
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #load(settings: FunctionSettings, options: FunctionsOptions): Promise<void> {
    const directory = join(this.#directory, settings.logicalId);
    await unpack(join(options.artifactDirectory, settings.artifact), directory);
    const { file, exportName } = locateHandler(directory, settings.handler);
    const fromSources = options.concurrencyOf(settings.name) ?? DEFAULT_CONCURRENCY;
    const { name } = settings;
    this.#byName.set(
      name,
      new LocalFunction({
        handlerFile: file,
        exportName,
        identity: identityOf(settings),
        environment: { ...environmentOf(settings, directory), ...options.environment },
        timeoutMs: settings.timeoutSeconds * 1000,
        maximumConcurrency: Math.min(settings.reservedConcurrency ?? fromSources, fromSources),
        onInvocation: options.onInvocation,
        onLine: (line) => {
          if (!this.counters.take(line)) options.log.line(name, line);
        },
      }),
    );
  }
}

function identityOf({ name, arn, memoryMegabytes }: FunctionSettings) {
  const logGroupName = `/aws/lambda/${name}`;
  return { functionName: name, functionArn: arn, memoryMegabytes, logGroupName, logStreamName: 'local' };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentOf(settings: FunctionSettings, directory: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    _HANDLER: settings.handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: directory,
    ...settings.environment,
  };
}
