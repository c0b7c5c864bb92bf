/** A compiled CloudFormation template as a stack: its resources with every property evaluated. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT_ID, type Identity, identityOf, namePropertyOf, type StackEnvironment } from './identity.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { type Json, type JsonObject, objectOf, textOf } from './json.ts';

export const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';

export interface Resource extends Identity {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

export interface Stack {
  readonly region: string;
  /** Those of the given type, in the template's order. */
  resources(type: string): readonly Resource[];
  /** The types of all resources, each once. */
  readonly types: ReadonlySet<string>;
  /** Throws when there is none of that name. */
  resource(logicalId: string): Resource;
}

/** Reads what `serverless package` compiled into `templateDirectory`. */
export async function readTemplate(templateDirectory: string): Promise<JsonObject> {
  const file = join(templateDirectory, TEMPLATE_FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`there is no template at ${file}: run \`npx serverless package --stage local\` first`, { cause });
  });
  const template: Json = JSON.parse(text);
  return objectOf(template, file);
}

/** `parameters` stand in for those that the template gives no default. Throws when a reference leads nowhere. */
export function stackOf(
  template: JsonObject,
  environment: StackEnvironment,
  parameters: Readonly<Record<string, string>> = {},
): Stack {
  const scope = new TemplateScope(template, environment, parameters);
  const ids = scope.includedIds();
  return {
    region: environment.region,
    types: new Set(ids.map((id) => scope.type(id))),
    resources: (type) => ids.filter((id) => scope.type(id) === type).map((id) => scope.resource(id)),
    resource: (logicalId) => scope.resource(logicalId),
  };
}

/** Evaluates on demand: what the local runtime ignores is never evaluated, so it may use functions unknown here. */
class TemplateScope implements Scope {
  readonly #resources: JsonObject;
  readonly #conditions: JsonObject;
  readonly #declaredParameters: JsonObject;
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #environment: StackEnvironment;
  readonly #identities = new Map<string, Identity>();
  readonly #pseudoParameters: Readonly<Record<string, Json | undefined>>;

  constructor(template: JsonObject, environment: StackEnvironment, parameters: Readonly<Record<string, string>>) {
    this.#resources = objectOf(template.Resources ?? {}, 'Resources');
    this.#conditions = objectOf(template.Conditions ?? {}, 'Conditions');
    this.#declaredParameters = objectOf(template.Parameters ?? {}, 'Parameters');
    this.#parameters = parameters;
    this.#environment = environment;
    this.#pseudoParameters = pseudoParametersOf(environment);
  }

  includedIds(): string[] {
    return Object.keys(this.#resources).filter((logicalId) => {
      const { Condition } = this.#declaration(logicalId);
      return Condition === undefined || this.condition(textOf(Condition, `${logicalId}.Condition`));
    });
  }

  resource(logicalId: string): Resource {
    const { Properties = {} } = this.#declaration(logicalId);
    const properties = objectOf(evaluate(Properties, this), `${logicalId}.Properties`);
    return { logicalId, type: this.type(logicalId), properties, ...this.#identity(logicalId) };
  }

  type(logicalId: string): string {
    return textOf(this.#declaration(logicalId).Type, `${logicalId}.Type`);
  }

  reference(name: string): Json | undefined {
    if (name in this.#pseudoParameters) return this.#pseudoParameters[name];
    if (name in this.#declaredParameters) return this.#parameter(name);
    return this.#identity(name).ref;
  }

  attribute(logicalId: string, name: string): string {
    const value = this.#identity(logicalId).attributes[name];
    if (value !== undefined) return value;
    throw new Error(`the local runtime knows no attribute ${name} of ${logicalId}: add it in identity.ts`);
  }

  condition(name: string): boolean {
    const declared = this.#conditions[name];
    if (declared === undefined) throw new Error(`the template has no condition ${name}`);
    return evaluate(declared, this) === true;
  }

  #parameter(name: string): Json {
    const value = this.#parameters[name] ?? objectOf(this.#declaredParameters[name], name).Default;
    if (value !== undefined) return value;
    throw new Error(`the template's parameter ${name} has no default and was given no value`);
  }

  /** By the name alone, so that resources that refer to each other's identity make no circle. */
  #identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known !== undefined) return known;
    const identity = identityOf(logicalId, this.type(logicalId), this.#chosenName(logicalId), this.#environment);
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #chosenName(logicalId: string): string | undefined {
    const property = namePropertyOf(this.type(logicalId));
    const chosen = property && objectOf(this.#declaration(logicalId).Properties ?? {}, logicalId)[property];
    if (chosen === undefined || chosen === '') return undefined;
    const name = evaluate(chosen, this);
    return name === undefined ? undefined : textOf(name, `${logicalId}.${property}`);
  }

  #declaration(logicalId: string): JsonObject {
    const declaration = this.#resources[logicalId];
    if (declaration === undefined) throw new Error(`the template has no resource or parameter ${logicalId}`);
    return objectOf(declaration, logicalId);
  }
}

function pseudoParametersOf({ region, stackName }: StackEnvironment): Readonly<Record<string, Json | undefined>> {
  return {
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::NoValue': undefined,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${ACCOUNT_ID}:stack/${stackName}/local`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
