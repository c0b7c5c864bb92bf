/**
 * `serverless invoke local` for stage `local` with nothing running: starts the engines, makes the stack's resources, and reports
 * what the function wrote and published. With `npm start` running, it uses that system.
 */
import { functionsOf } from '../functions/function-settings.ts';
import { packageService } from '../packaging.ts';
import { type Observation, observe } from './effects.ts';
import { environmentOf, type InvokeEnvironment } from './environment.ts';

interface Framework {
  readonly serviceDir: string;
  readonly service: { getFunction(name: string): { name: string; environment?: Record<string, string> } };
  readonly processedInput: { readonly commands: readonly string[] };
  getProvider(name: 'aws'): { getStage(): string };
}

interface Options {
  readonly function?: string;
}

export default class InvokeLocalPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #framework: Framework;
  readonly #options: Options;
  #invokeEnvironment: InvokeEnvironment | undefined;
  #observation: Observation | undefined;

  constructor(framework: Framework, options: Options) {
    this.#framework = framework;
    this.#options = options;
    this.hooks = {
      // Not `before:invoke:local:loadEnvVars`: the framework's own hook there runs first, and asks CloudFormation.
      initialize: () => this.#prepare(),
      'after:invoke:local:invoke': () => this.#report(),
      finalize: () => this.#end(),
      error: () => this.#end(),
    };
  }

  async #prepare(): Promise<void> {
    const { processedInput, serviceDir } = this.#framework;
    const isLocal = this.#framework.getProvider('aws').getStage() === 'local';
    const name = this.#options.function;
    if (processedInput.commands.join(' ') !== 'invoke local' || !isLocal || name === undefined) return;
    const invoked = this.#framework.service.getFunction(name);
    const templateDirectory = await packageService(serviceDir);
    this.#invokeEnvironment = await environmentOf(serviceDir, templateDirectory);
    const { stack, clients, environment } = this.#invokeEnvironment;
    const settings = functionsOf(stack).find((declared) => declared.name === invoked.name);
    invoked.environment = { ...settings?.environment, ...environment };
    // The framework looks for credentials itself, and has none to find.
    Object.assign(process.env, environment);
    this.#observation = await observe(stack, clients);
  }

  async #report(): Promise<void> {
    const report = await this.#observation?.report();
    if (report !== undefined) process.stdout.write(report);
  }

  async #end(): Promise<void> {
    const invokeEnvironment = this.#invokeEnvironment;
    const observation = this.#observation;
    this.#invokeEnvironment = undefined;
    this.#observation = undefined;
    await observation?.end();
    await invokeEnvironment?.end();
  }
}
