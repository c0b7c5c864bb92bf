/** The plugin that completes `serverless.yml` from the topology, and refuses to package what breaks a rule. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { say, warn } from '../../lib/cli/output.ts';
import { declarationProblems } from '../../lib/lambda/declaration-problems.ts';
import { jsonReport, refusal, report } from '../rules/report.ts';
import { check, type Verdict } from '../rules/rules.ts';
import { deploymentWarnings, sandboxRefusal } from '../rules/sandboxes.ts';
import { accessLogFormat, authorizers } from '../stack/api.ts';
import { type FunctionHome, functionsOf, homeOf } from '../stack/functions.ts';
import { infrastructureOf } from '../stack/infrastructure.ts';
import { withoutRedundantDependencies } from '../stack/redundant-dependencies.ts';
import { LOCAL_STAGE } from '../stack/region.ts';
import { type Settings, settingsOf } from '../stack/settings.ts';
import { topology } from '../topology.ts';
import type { CompiledTemplate, Framework } from './framework.ts';
import { localStageRefusal, unknownParameter } from './given-parameters.ts';
import { mergedFunction, mergedOver } from './merging.ts';

/** Where serverless-esbuild works. What is left there from an earlier run would be packaged too. */
const BUNDLES = '.esbuild';

interface Options {
  readonly json?: boolean;
}

export default class InfrastructurePlugin {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;
  readonly commands = {
    // Not `doctor`: the framework has a command of that name, which runs without plugins.
    rules: {
      usage: 'Checks the compiled template against the rules of this project',
      lifecycleEvents: ['check'],
      options: { json: { usage: 'Print one JSON document', type: 'boolean' } },
    },
  };
  readonly #framework: Framework;
  readonly #options: Options;
  #verdicts: readonly Verdict[] = [];

  constructor(framework: Framework, options: Options) {
    this.#framework = framework;
    this.#options = options;
    this.hooks = {
      // Not earlier: parameters are resolved once all plugins are loaded.
      initialize: () => this.#complete(),
      'before:package:initialize': () => this.#refuseSandboxes(),
      'before:package:createDeploymentArtifacts': () => this.#removeStaleBundles(),
      'before:deploy:deploy': () => this.#warnOfWhatIsMissing(),
      'before:invoke:local:invoke': () => this.#removeStaleBundles(),
      // Late, since the framework has to have made them; and ahead of the `resources` of serverless.yml, which have the last word.
      'before:aws:package:finalize:mergeCustomProviderResources': () => this.#completeMadeResources(),
      'before:aws:package:finalize:saveServiceState': () => this.#finishTemplate(),
      'rules:check': () => this.#examine(),
    };
  }

  #complete(): void {
    this.#refuseWhatWasTyped();
    const settings = this.#readSettings();
    this.#completeFunctions(settings);
    this.#completeApi(settings);
    this.#addInfrastructure(settings);
  }

  #refuseWhatWasTyped(): void {
    const { processedInput, configurationInput } = this.#framework;
    const unknown = unknownParameter(processedInput.options.param ?? [], configurationInput);
    if (unknown !== undefined) throw this.#refusal(unknown, 'UNKNOWN_PARAMETER');
    if (this.#framework.getProvider('aws').getStage() !== LOCAL_STAGE) return;
    const refusal = localStageRefusal(processedInput.commands[0] ?? '', process.env.AWS_ENDPOINT_URL);
    if (refusal !== undefined) throw this.#refusal(refusal, 'LOCAL_STAGE');
  }

  #refuseSandboxes(): void {
    const refusal = sandboxRefusal(topology, this.#readSettings());
    if (refusal !== undefined) throw this.#refusal(refusal, 'SANDBOXES');
  }

  #warnOfWhatIsMissing(): void {
    for (const warning of deploymentWarnings(this.#readSettings())) notice(warning);
  }

  #readSettings(): Settings {
    const { service } = this.#framework;
    const aws = this.#framework.getProvider('aws');
    const [stage, region] = [aws.getStage(), aws.getRegion()];
    try {
      return settingsOf({ service: service.service, stage, region }, service.custom?.fanfare ?? {});
    } catch (error) {
      throw this.#refusal(error instanceof Error ? error.message : String(error), 'INVALID_PARAMETER');
    }
  }

  #completeFunctions(settings: Settings): void {
    const [problem] = declarationProblems(topology);
    if (problem !== undefined) throw this.#refusal(`${problem}.`, 'INVALID_DECLARATION');
    const { functions } = this.#framework.service;
    const derived = functionsOf(topology, settings);
    for (const name of Object.keys(functions)) {
      if (derived[name] === undefined) throw this.#refusal(unknownFunction(name), 'FUNCTION_NOT_IN_TOPOLOGY');
    }
    for (const [name, properties] of Object.entries(derived)) {
      const declared = functions[name];
      if (declared === undefined)
        throw this.#refusal(missingFunction(name, homeOf(name, topology)), 'SERVICE_WITHOUT_FUNCTION');
      const { merged, overruled } = mergedFunction(declared, properties);
      for (const what of overruled) notice(overruledWarning(name, what, homeOf(name, topology)));
      Object.assign(declared, merged);
    }
  }

  #completeApi(settings: Settings): void {
    const { provider } = this.#framework.service;
    provider.logs = { ...provider.logs, httpApi: { format: accessLogFormat } };
    provider.httpApi = { ...provider.httpApi, authorizers: authorizers(settings) };
  }

  #removeStaleBundles(): void {
    rmSync(join(this.#framework.serviceDir, BUNDLES), { recursive: true, force: true });
  }

  /** To the `resources` of serverless.yml, where `serverless print` shows it. What a user wrote there has the last word. */
  #addInfrastructure(settings: Settings): void {
    const { service, configurationInput } = this.#framework;
    const { resources: Resources, outputs: Outputs } = infrastructureOf(topology, settings);
    // Unshared: `print` would show a value that is used twice as a reference to the first.
    const derived = JSON.parse(JSON.stringify({ Resources, Outputs }));
    service.resources = mergedOver(derived, service.resources ?? {});
    configurationInput.resources = service.resources;
  }

  #completeMadeResources(): void {
    const template: CompiledTemplate = this.#framework.service.provider.compiledCloudFormationTemplate;
    const { additions } = infrastructureOf(topology, this.#readSettings());
    for (const [id, addition] of Object.entries(additions)) {
      const made = template.Resources[id];
      if (made === undefined) continue;
      template.Resources[id] = { ...made, ...addition, Properties: { ...made.Properties, ...addition.Properties } };
    }
  }

  #finishTemplate(): void {
    const template = this.#framework.service.provider.compiledCloudFormationTemplate;
    template.Resources = withoutRedundantDependencies(template.Resources);
    this.#checkRules(template);
  }

  #checkRules(template: CompiledTemplate): void {
    this.#verdicts = check(template);
    const message = refusal(this.#verdicts);
    if (message !== undefined && !this.#isExamination()) throw this.#refusal(message, 'RULE_BROKEN');
  }

  async #examine(): Promise<void> {
    await this.#framework.pluginManager.spawn('package');
    say(`${this.#options.json ? jsonReport(this.#verdicts) : report(this.#verdicts)}\n`);
    if (this.#verdicts.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
  }

  #isExamination(): boolean {
    return this.#framework.processedInput.commands[0] === 'rules';
  }

  #refusal(message: string, code: string): Error {
    return new this.#framework.classes.Error(message, code);
  }
}

/** The framework's own log is open only to plugins that it loads by name. */
function notice(message: string): void {
  warn(`Warning: ${message}`);
}

function overruledWarning(key: string, what: string, { service }: FunctionHome): string {
  return `serverless.yml sets ${what} of ${key}, which follows from handlers/${service}/service.ts: it is as declared there.`;
}

function unknownFunction(key: string): string {
  return `serverless.yml has a function "${key}" that no service in resources/topology.ts has: declare it in the service.ts of its service, and list that service there.`;
}

function missingFunction(key: string, { service, handler }: FunctionHome): string {
  return (
    `handlers/${service}/service.ts declares "${key}", but serverless.yml has no function of that name. Add:\n\n` +
    `  ${key}:\n    handler: handlers/${service}/${handler}.handler`
  );
}
