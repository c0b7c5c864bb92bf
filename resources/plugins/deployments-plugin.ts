/**
 * The plugin that makes deployments of services independent: a function's code has its key in the bucket and its version by its own
 * content, so a deployment uploads and replaces only what changed. What a rollback may still want is kept.
 */
import { readFile } from 'node:fs/promises';
import { basename, join, posix, resolve } from 'node:path';
import { codeKeyOf, codeKeysIn, codeVersionOf, codeVersionsOutput } from '../stack/code.ts';
import { commitOf } from '../stack/commit.ts';
import { idOf } from '../stack/names.ts';
import { deployedTemplate, type StackOfStage } from './deployed-stack.ts';
import { DeploymentBucket } from './deployment-bucket.ts';
import type { CompiledTemplate } from './framework.ts';

/** The framework, as far as this plugin uses it. */
interface Framework {
  readonly serviceDir: string;
  readonly service: {
    readonly service: string;
    readonly functions: Record<string, { package?: { artifact?: string }; environment?: Record<string, unknown> }>;
    readonly provider: {
      readonly shouldNotDeploy?: boolean;
      readonly compiledCloudFormationTemplate: CompiledTemplate;
    };
  };
  readonly pluginManager: { readonly plugins: readonly object[] };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): StackOfStage & {
    getStage(): string;
    getDeploymentPrefix(): string;
  };
}

/** The framework's own plugin of `deploy`. Its one method through which every zip goes has no hook. */
interface DeployPlugin {
  readonly bucketName: string;
  uploadZipFile(upload: Upload): Promise<unknown>;
  uploadFunctionsAndLayers(): Promise<void>;
}

interface Upload {
  readonly filename: string;
  readonly s3KeyDirname: string;
}

export default class DeploymentsPlugin {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;
  readonly #framework: Framework;

  constructor(framework: Framework) {
    this.#framework = framework;
    this.hooks = {
      'before:package:compileFunctions': () => this.#setCodeVersions(),
      'after:package:compileFunctions': () => this.#setCodeKeys(),
      'before:aws:package:finalize:mergeCustomProviderResources': () => this.#addOutput(),
      'before:deploy:function:deploy': () => this.#setCodeVersions(),
      'before:aws:deploy:deploy:uploadArtifacts': () => this.#uploadOnlyWhatIsAbsent(),
      'after:aws:deploy:finalize:cleanup': () => this.#removeUnnamedCode(),
    };
  }

  async #setCodeVersions(): Promise<void> {
    for (const [name, declared] of Object.entries(this.#framework.service.functions)) {
      declared.environment = { ...declared.environment, CODE_VERSION: codeVersionOf(await this.#zipOf(name)) };
    }
  }

  async #setCodeKeys(): Promise<void> {
    const { Resources } = this.#template();
    for (const name of Object.keys(this.#framework.service.functions)) {
      const id = idOf.function(name);
      const compiled = Resources[id];
      if (compiled === undefined) throw this.#refusal(`the framework compiled no function ${id} for "${name}"`);
      const S3Key = codeKeyOf(this.#stageFolder(), await this.#zipOf(name), basename(this.#artifactOf(name)));
      const Code = { ...(compiled.Properties.Code as object), S3Key };
      Resources[id] = { ...compiled, Properties: { ...compiled.Properties, Code } };
    }
  }

  async #addOutput(): Promise<void> {
    const { functions } = this.#framework.service;
    const versions = Object.values(functions).map(({ environment }) => String(environment?.CODE_VERSION));
    this.#template().Outputs.CodeVersions = codeVersionsOutput(versions, commitOf(this.#framework.serviceDir));
  }

  #uploadOnlyWhatIsAbsent(): void {
    if (this.#framework.service.provider.shouldNotDeploy) return;
    const deploy = this.#deployPlugin();
    const upload = deploy.uploadZipFile.bind(deploy);
    const named = new Set(codeKeysIn(this.#template()));
    deploy.uploadZipFile = async (zip) => {
      const key = codeKeyOf(this.#stageFolder(), await readFile(zip.filename), basename(zip.filename));
      if (!named.has(key)) return upload(zip);
      const isThere = await this.#inBucket((bucket) => bucket.has(key));
      return isThere ? undefined : upload({ ...zip, s3KeyDirname: posix.dirname(key) });
    };
  }

  /** After the framework has removed its oldest deployments: their templates name no code any more. */
  async #removeUnnamedCode(): Promise<void> {
    if (this.#framework.service.provider.shouldNotDeploy) return;
    const deployed = await deployedTemplate(this.#framework.getProvider('aws'));
    await this.#inBucket((bucket) => bucket.removeUnnamedCode(deployed));
  }

  async #inBucket<T>(work: (bucket: DeploymentBucket) => Promise<T>): Promise<T> {
    const configuration = await this.#framework.getProvider('aws').getAwsSdkV3Config();
    const bucket = await DeploymentBucket.open(configuration, this.#deployPlugin().bucketName, this.#stageFolder());
    try {
      return await work(bucket);
    } finally {
      bucket.close();
    }
  }

  #deployPlugin(): DeployPlugin {
    const found = this.#framework.pluginManager.plugins.find(isDeployPlugin);
    if (found === undefined) {
      throw this.#refusal(
        'this version of the framework uploads code in another way: see resources/plugins/deployments-plugin.ts',
      );
    }
    return found;
  }

  #template(): CompiledTemplate {
    return this.#framework.service.provider.compiledCloudFormationTemplate;
  }

  #artifactOf(name: string): string {
    const artifact = this.#framework.service.functions[name]?.package?.artifact ?? join('.serverless', `${name}.zip`);
    return resolve(this.#framework.serviceDir, artifact);
  }

  #zipOf(name: string): Promise<Uint8Array> {
    return readFile(this.#artifactOf(name));
  }

  #stageFolder(): string {
    const aws = this.#framework.getProvider('aws');
    return `${aws.getDeploymentPrefix()}/${this.#framework.service.service}/${aws.getStage()}`;
  }

  #refusal(message: string): Error {
    return new this.#framework.classes.Error(message, 'DEPLOYMENT');
  }
}

function isDeployPlugin(plugin: object): plugin is DeployPlugin {
  return 'uploadZipFile' in plugin && 'uploadFunctionsAndLayers' in plugin;
}
