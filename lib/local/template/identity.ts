/** What `Ref` and `Fn::GetAtt` give for each type of resource: CloudFormation's return values, with the local account and endpoints. */
/** Where the stack lives. */
export interface StackEnvironment {
  readonly region: string;
  readonly stackName: string;
  /** Queue URLs begin with it. */
  readonly sqsEndpoint: string;
}

/** fauxqs answers for this account only. */
export const ACCOUNT_ID = '000000000000';

export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (name: string, where: StackEnvironment) => Identity;

interface Naming {
  /** The property that holds the physical name, where the template may choose it. */
  readonly nameProperty: string;
  readonly identify: Identify;
}

const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    identify: (name, where) => ({
      ref: `${where.sqsEndpoint}/${ACCOUNT_ID}/${name}`,
      attributes: {
        Arn: arn('sqs', name, where),
        QueueName: name,
        QueueUrl: `${where.sqsEndpoint}/${ACCOUNT_ID}/${name}`,
      },
    }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    identify: (name, where) => ({
      ref: arn('sns', name, where),
      attributes: { TopicArn: arn('sns', name, where), TopicName: name },
    }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    identify: (name, where) => ({ ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`, where) } }),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    identify: (name, where) => ({ ref: name, attributes: { Arn: arn('lambda', `function:${name}`, where) } }),
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    identify: (name, where) => ({ ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`, where) } }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    identify: (name, where) => ({ ref: name, attributes: { Arn: arn('events', `rule/${name}`, where) } }),
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    identify: (name, where) => ({
      ref: name,
      attributes: { Arn: arn('scheduler', `schedule/default/${name}`, where) },
    }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    identify: (name) => ({ ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`, RoleId: name } }),
  },
};

const UNNAMED: Identify = (name) => ({ ref: name, attributes: { Arn: name } });

/** The property that holds the physical name of a resource of `type`, where the template may choose one. */
export function namePropertyOf(type: string): string | undefined {
  return NAMINGS[type]?.nameProperty;
}

/** `name` is what the template chose. Without, a resource is called after the stack, as on AWS, but with no random end. */
export function identityOf(
  logicalId: string,
  type: string,
  name: string | undefined,
  environment: StackEnvironment,
): Identity {
  const identify = NAMINGS[type]?.identify ?? UNNAMED;
  return identify(name ?? `${environment.stackName}-${logicalId}`, environment);
}

function arn(service: string, resource: string, { region }: StackEnvironment): string {
  return `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;
}
