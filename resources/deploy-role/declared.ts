/**
 * What no published resource schema says a deployer needs: types of resources without a schema in our source, tags, which CloudFormation
 * puts on whatever it makes, and the framework's own calls.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** Actions by type of resource, in addition to those of its schema. */
export const DECLARED: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': [
    'apigateway:GET',
    'apigateway:POST',
    'apigateway:PUT',
    'apigateway:PATCH',
    'apigateway:DELETE',
    'apigateway:TagResource',
  ],
  // Access logs of an API are a delivery of CloudWatch Logs. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
  'AWS::ApiGatewayV2::Stage': [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  'AWS::CloudWatch::Alarm': [
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:DeleteAlarms',
    'cloudwatch:TagResource',
    'cloudwatch:UntagResource',
    'cloudwatch:ListTagsForResource',
  ],
  'AWS::CloudWatch::Dashboard': ['cloudwatch:PutDashboard', 'cloudwatch:GetDashboard', 'cloudwatch:DeleteDashboards'],
  // Protects tables once the stack is complete.
  'AWS::DynamoDB::Table': ['dynamodb:UpdateTable'],
  'AWS::Events::Rule': [
    'events:PutRule',
    'events:DescribeRule',
    'events:DeleteRule',
    'events:PutTargets',
    'events:RemoveTargets',
    'events:ListTargetsByRule',
    'events:TagResource',
    'events:UntagResource',
    'events:ListTagsForResource',
  ],
  'AWS::IAM::Role': ['iam:TagRole', 'iam:UntagRole', 'iam:ListRoleTags', 'iam:ListInstanceProfilesForRole'],
  'AWS::Lambda::EventSourceMapping': [
    'lambda:TagResource',
    'lambda:UntagResource',
    'lambda:ListTags',
    // Whether a mapping is paused, which a deployment has to leave as it is.
    'lambda:ListEventSourceMappings',
  ],
  'AWS::Lambda::EventInvokeConfig': [
    'lambda:PutFunctionEventInvokeConfig',
    'lambda:UpdateFunctionEventInvokeConfig',
    'lambda:GetFunctionEventInvokeConfig',
    'lambda:DeleteFunctionEventInvokeConfig',
  ],
  'AWS::Lambda::Function': ['lambda:ListTags', 'lambda:UntagResource', 'lambda:GetFunctionConfiguration'],
  'AWS::Lambda::Permission': ['lambda:AddPermission', 'lambda:RemovePermission', 'lambda:GetPolicy'],
  'AWS::Logs::LogGroup': [
    'logs:TagResource',
    'logs:UntagResource',
    'logs:ListTagsForResource',
    'logs:AssociateKmsKey',
    'logs:DisassociateKmsKey',
  ],
  'AWS::S3::BucketPolicy': ['s3:PutBucketPolicy', 's3:GetBucketPolicy', 's3:DeleteBucketPolicy'],
  'AWS::SNS::Subscription': [
    'sns:Subscribe',
    'sns:Unsubscribe',
    'sns:GetSubscriptionAttributes',
    'sns:SetSubscriptionAttributes',
    'sns:ListSubscriptionsByTopic',
  ],
  'AWS::XRay::ResourcePolicy': ['xray:PutResourcePolicy', 'xray:DeleteResourcePolicy', 'xray:ListResourcePolicies'],
};

/** What the framework itself asks of CloudFormation, under the stack's name. */
export const STACK_ACTIONS = [
  'cloudformation:CreateChangeSet',
  'cloudformation:DescribeChangeSet',
  'cloudformation:ExecuteChangeSet',
  'cloudformation:DeleteChangeSet',
  'cloudformation:CreateStack',
  'cloudformation:UpdateStack',
  'cloudformation:DeleteStack',
  'cloudformation:CancelUpdateStack',
  'cloudformation:ContinueUpdateRollback',
  'cloudformation:DescribeStacks',
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStackResource',
  'cloudformation:DescribeStackResources',
  'cloudformation:ListStackResources',
  'cloudformation:GetTemplate',
  'cloudformation:TagResource',
  'cloudformation:UntagResource',
] as const;

/** What the framework does with the bucket that it deploys from: artifacts and templates, versions included. */
export const BUCKET_ACTIONS = [
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:GetBucketLocation',
  's3:GetEncryptionConfiguration',
  's3:PutObject',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
] as const;

/** What is asked about the account itself. */
export const ACCOUNT_ACTIONS = [
  'cloudformation:ValidateTemplate',
  'lambda:GetAccountSettings',
  'sts:GetCallerIdentity',
] as const;

/** Composite alarms are described to whoever may describe all. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const ONLY_ON_EVERYTHING: readonly string[] = ['cloudwatch:DescribeAlarms'];
