/** What X-Ray needs beside the functions and topics that send it traces: leave for SNS to do so. */
import { physicalName } from '../../lib/lambda/names.ts';
import { type Resources, sub } from './cloudformation.ts';
import type { Settings } from './settings.ts';

/** https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html */
export function tracing(settings: Settings): Resources {
  if (!settings.tracing) return {};
  const document = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TracesOfItsTopics',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': `\${AWS::AccountId}` },
          StringLike: {
            'aws:SourceArn': `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:${settings.prefix}-*`,
          },
        },
      },
    ],
  };
  return {
    TopicTracesPolicy: {
      Type: 'AWS::XRay::ResourcePolicy',
      Properties: {
        PolicyName: physicalName(settings.prefix, 'topics'),
        PolicyDocument: sub(JSON.stringify(document)),
      },
    },
  };
}
