/** `serverless deploy-role`: what to create in an account so that a stage can be deployed from GitHub, and nothing more. */

import { partitionOf } from '../../lib/aws/partition.ts';
import { say } from '../../lib/cli/output.ts';
import { deployPolicies, deployRoleName, type Place, type Policy, trustPolicy } from '../deploy-role/deploy-role.ts';
import type { Json } from '../stack/cloudformation.ts';
import { settingsOf } from '../stack/settings.ts';
import type { Framework as CommonFramework } from './framework.ts';

interface Options {
  readonly json?: boolean;
  readonly account?: string;
  readonly repository?: string;
  readonly 'permissions-boundary'?: string;
}

interface Framework extends Omit<CommonFramework, 'getProvider'> {
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string; getAccountId(): Promise<string> };
}

interface DeployRole {
  readonly roleName: string;
  readonly trustPolicy: Json;
  readonly permissionsBoundary: string | null;
  readonly policies: readonly Policy[];
}

export default class DeployRolePlugin {
  readonly commands = {
    'deploy-role': {
      usage: 'Prints the role that may deploy a stage, as commands for the AWS CLI',
      lifecycleEvents: ['print'],
      options: {
        account: { usage: 'The account; by default that of your credentials', type: 'string' },
        repository: { usage: 'OWNER/REPOSITORY on GitHub whose jobs take the role', type: 'string', required: true },
        'permissions-boundary': { usage: "ARN of a policy that bounds the role's permissions", type: 'string' },
        json: { usage: 'Print one JSON document', type: 'boolean' },
      },
    },
  } as const;
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #framework: Framework;
  readonly #options: Options;

  constructor(framework: Framework, options: Options) {
    this.#framework = framework;
    this.#options = options;
    this.hooks = { 'deploy-role:print': () => this.#print() };
  }

  async #print(): Promise<void> {
    const { repository = '', json } = this.#options;
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
      throw this.#refusal(`--repository is OWNER/REPOSITORY as on GitHub, not ${JSON.stringify(repository)}`);
    }
    const place = await this.#place();
    await this.#framework.pluginManager.spawn('package');
    const { Resources } = this.#framework.service.provider.compiledCloudFormationTemplate;
    const stage = this.#framework.getProvider('aws').getStage();
    const role: DeployRole = {
      roleName: deployRoleName(place),
      trustPolicy: trustPolicy(repository, stage, place),
      permissionsBoundary: this.#options['permissions-boundary'] ?? null,
      policies: deployPolicies(Resources, place),
    };
    say(json ? `${JSON.stringify(role, undefined, 2)}\n` : commandsFor(role, place));
  }

  async #place(): Promise<Place> {
    const { service } = this.#framework;
    const aws = this.#framework.getProvider('aws');
    const deployment = { service: service.service, stage: aws.getStage(), region: aws.getRegion() };
    const settings = settingsOf(deployment, service.custom?.fanfare ?? {});
    return { ...settings, account: await this.#account() };
  }

  async #account(): Promise<string> {
    const { account } = this.#options;
    if (account === undefined) return this.#framework.getProvider('aws').getAccountId();
    if (/^\d{12}$/.test(account)) return account;
    throw this.#refusal(`--account is the twelve digits of an AWS account, not ${JSON.stringify(account)}`);
  }

  #refusal(message: string): Error {
    return new this.#framework.classes.Error(message, 'DEPLOY_ROLE');
  }
}

/** A script for a shell that has an administrator's credentials. Policies hold no quotes that a shell would read. */
function commandsFor(
  { roleName, trustPolicy: trust, permissionsBoundary, policies }: DeployRole,
  place: Place,
): string {
  const boundary = permissionsBoundary === null ? '' : ` \\\n  --permissions-boundary ${permissionsBoundary}`;
  const partition = partitionOf(place.region).name;
  const lines = [
    '# The role that may deploy this stage. Run it with credentials of an administrator, in a shell that has the AWS CLI.',
    `aws iam create-role --role-name ${roleName}${boundary} \\\n  --assume-role-policy-document '${JSON.stringify(trust)}'`,
    ...policies.flatMap(({ name, document }) => [
      `aws iam create-policy --policy-name ${name} \\\n  --policy-document '${JSON.stringify(document)}'`,
      `aws iam attach-role-policy --role-name ${roleName} --policy-arn arn:${partition}:iam::${place.account}:policy/${name}`,
    ]),
  ];
  return `${lines.join('\n\n')}\n`;
}
