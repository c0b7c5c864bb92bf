/** Where AWS is and who we are there: region, endpoints and credentials, from the variables that Lambda and the AWS SDKs know. */

import { partitionOf } from './partition.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export type ServiceName = 'dynamodb' | 'sns' | 'sqs';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Throws when there is none: every function on Lambda has one. */
export function regionOf({ AWS_REGION }: Variables): string {
  if (AWS_REGION === undefined || AWS_REGION === '') throw new Error('AWS_REGION is not set: say where AWS is');
  return AWS_REGION;
}

export function endpointOf(service: ServiceName, variables: Variables): string {
  const chosen = chosenEndpoint(service, variables);
  if (chosen !== undefined) return chosen;
  for (const special of ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT']) {
    if (variables[special] !== 'true') continue;
    throw new Error(`${special} is not followed here: set AWS_ENDPOINT_URL_${service.toUpperCase()} to that endpoint`);
  }
  const region = regionOf(variables);
  return `https://${service}.${region}.${partitionOf(region).domain}`;
}

/** The endpoint somebody chose, if any. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function chosenEndpoint(service: ServiceName, variables: Variables): string | undefined {
  if (variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return variables[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || variables.AWS_ENDPOINT_URL || undefined;
}

/** Lambda gives each sandbox credentials that outlive it; read for every request, so that new ones count at once. */
export function credentialsOf(variables: Variables): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = variables;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: Lambda sets them, elsewhere do so yourself',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
