/** What we use of the Serverless Framework: its objects as a plugin sees them. */
import type { Json, Output, Resource } from '../stack/cloudformation.ts';
import type { Configuration } from './given-parameters.ts';

export interface CompiledTemplate {
  Resources: Record<string, Resource>;
  Outputs: Record<string, Output>;
}

/** `Resources`, `Outputs` and whatever else the framework takes there. */
export type OwnResources = Readonly<Record<string, Json>>;

/** What any client of the SDK needs, from the framework's `getAwsSdkV3Config`. */
export interface SdkConfiguration {
  readonly region: string;
}

export interface Framework {
  readonly serviceDir: string;
  readonly service: {
    readonly service: string;
    readonly custom?: { readonly fanfare?: Readonly<Record<string, unknown>> };
    readonly functions: Record<string, { handler?: string; environment?: Readonly<Record<string, Json>> }>;
    /** The `resources` of serverless.yml, which are merged over what the framework compiles. */
    resources?: OwnResources;
    readonly provider: {
      logs?: { httpApi?: Json };
      httpApi?: { authorizers?: Readonly<Record<string, Json>> };
      compiledCloudFormationTemplate: CompiledTemplate;
    };
  };
  readonly processedInput: {
    readonly commands: readonly string[];
    readonly options: { readonly param?: readonly string[] };
  };
  /** `serverless.yml`; what `serverless print` prints. */
  readonly configurationInput: Configuration & { resources?: OwnResources };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  readonly pluginManager: { spawn(command: string): Promise<void> };
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string };
}
