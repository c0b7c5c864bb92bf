/** An account with the stack in it, as IAM sees it: who may do what, evaluated by a policy simulator on the compiled template. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT_ID } from '../../../lib/local/template/identity.ts';
import { isJsonObject, type Json, type JsonObject, listOf, objectOf } from '../../../lib/local/template/json.ts';
import { type Resource, type Stack, stackOf } from '../../../lib/local/template/stack.ts';
import { compile } from '../../rig/packaged-project.ts';

export const REGION = 'eu-west-1';
export { ACCOUNT_ID };

type Context = Readonly<Record<string, string>>;

export interface Call {
  /** The ARN of a role or user, or a service such as `sns.amazonaws.com`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly identityPolicies?: readonly Json[];
  readonly resourcePolicy?: Json | undefined;
  readonly context?: Context;
}

/** @throws if the simulator cannot make sense of the call or a policy */
export async function isAllowed(call: Call): Promise<boolean> {
  const { principal, action, resource, identityPolicies = [], resourcePolicy, context } = call;
  const isRole = principal.startsWith('arn:');
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT_ID },
        contextVariables: {
          'aws:SecureTransport': 'true',
          'aws:PrincipalIsAWSService': String(!isRole),
          ...(isRole && { 'aws:PrincipalArn': principal, 'aws:PrincipalAccount': ACCOUNT_ID }),
          ...context,
        },
      },
      identityPolicies: identityPolicies.map((policy, index) => ({ name: String(index), policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}

export class Account {
  readonly #stack: Stack;
  readonly #policyOf: ReadonlyMap<string, Json>;

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#policyOf = new Map([
      ...policies(stack, 'AWS::SQS::QueuePolicy', 'Queues'),
      ...policies(stack, 'AWS::SNS::TopicPolicy', 'Topics'),
    ]);
  }

  idsOfType(type: string): string[] {
    return this.#stack.resources(type).map(({ logicalId }) => logicalId);
  }

  arnOf(id: string): string {
    const { attributes, ref } = this.#stack.resource(id);
    const arn = attributes.Arn ?? ref;
    // What a function writes to is a stream of its log group.
    return arn.replace(/:\*$/, ':log-stream:2026');
  }

  /** May the function with this role do that? */
  async roleMay(role: string, action: string, id: string, context?: Context): Promise<boolean> {
    const identityPolicies = this.rolePolicies(role);
    return this.#may({ principal: this.arnOf(role), action, identityPolicies, ...(context && { context }) }, id);
  }

  /** May somebody with every right in the account do that? */
  async administratorMay(action: string, id: string, context?: Context): Promise<boolean> {
    return this.principalMay(`arn:aws:iam::${ACCOUNT_ID}:role/administrator`, action, id, context);
  }

  /** The same of a principal by its ARN, whom IAM permits everything. */
  async principalMay(principal: string, action: string, id: string, context?: Context): Promise<boolean> {
    const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    return this.#may({ principal, action, identityPolicies: [everything], ...(context && { context }) }, id);
  }

  /** May SNS do that on behalf of a topic? */
  async topicMay(topic: string, action: string, id: string): Promise<boolean> {
    const context = { 'aws:SourceArn': this.arnOf(topic), 'aws:SourceAccount': ACCOUNT_ID };
    return this.#may({ principal: 'sns.amazonaws.com', action, context }, id);
  }

  rolePolicies(role: string): Json[] {
    const inline = listOf(this.#stack.resource(role).properties.Policies ?? []);
    return inline.map((policy) => objectOf(policy, role).PolicyDocument ?? {});
  }

  #may(call: Omit<Call, 'resource'>, id: string): Promise<boolean> {
    return isAllowed({ ...call, resource: this.arnOf(id), resourcePolicy: this.#policyOf.get(id) });
  }
}

export async function accountWith(...options: readonly string[]): Promise<Account> {
  const template: Json = JSON.parse(JSON.stringify(await compile(...options)));
  const surroundings = { region: REGION, stackName: 'fanfare', sqsEndpoint: 'https://sqs.example' };
  return new Account(stackOf(objectOf(template, 'the template'), surroundings));
}

/** Policies of queues or topics by the logical id of what they are on. */
function policies(stack: Stack, type: string, targets: string): [string, Json][] {
  const resources = [...stack.resources('AWS::SQS::Queue'), ...stack.resources('AWS::SNS::Topic')];
  return stack.resources(type).flatMap(({ properties }) => {
    const refs = listOf(properties[targets] ?? []);
    const on = resources.filter(({ ref }: Resource) => refs.includes(ref));
    return on.map(({ logicalId }): [string, Json] => [logicalId, documentOf(properties)]);
  });
}

function documentOf({ PolicyDocument = {} }: JsonObject): Json {
  if (isJsonObject(PolicyDocument)) return PolicyDocument;
  throw new Error(`this is no policy: ${JSON.stringify(PolicyDocument)}`);
}
