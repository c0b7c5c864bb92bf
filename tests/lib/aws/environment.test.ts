import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { credentialsOf, endpointOf, regionOf } from '../../../lib/aws/environment.ts';

const REGIONS = [
  'eu-west-1',
  'us-east-1',
  'ap-southeast-4',
  'cn-north-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
];

describe('where AWS is', () => {
  it.each(REGIONS)('is where the SDK looks for it in %s', (AWS_REGION) => {
    const where = { Region: AWS_REGION, UseFIPS: false, UseDualStack: false };
    const theirs = [new DynamoDBClient({}), new SNSClient({}), new SQSClient({})].map(
      ({ config }) => config.endpointProvider(where, {}).url.origin,
    );
    expect((['dynamodb', 'sns', 'sqs'] as const).map((service) => endpointOf(service, { AWS_REGION }))).toEqual(theirs);
  });

  it('is where somebody says, of one service before all of them', () => {
    const variables = {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://all',
      AWS_ENDPOINT_URL_SQS: 'http://queues',
    };
    expect(endpointOf('sqs', variables)).toBe('http://queues');
    expect(endpointOf('sns', variables)).toBe('http://all');
    expect(endpointOf('sns', { ...variables, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toBe(
      'https://sns.eu-west-1.amazonaws.com',
    );
  });

  it('is not guessed for FIPS and dual stack: they have to be named', () => {
    const variables = { AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'true' };
    expect(() => endpointOf('sqs', variables)).toThrow(/set AWS_ENDPOINT_URL_SQS/);
    expect(endpointOf('sqs', { ...variables, AWS_ENDPOINT_URL_SQS: 'https://fips' })).toBe('https://fips');
  });

  it('has to be known', () => {
    expect(() => regionOf({})).toThrow(/AWS_REGION is not set/);
    expect(() => credentialsOf({ AWS_ACCESS_KEY_ID: 'a' })).toThrow(/AWS_SECRET_ACCESS_KEY are not set/);
  });
});
