/** The HTTP API around the framework's own: who may call it, how often, and what its log says. */
import type { Json, Properties } from './cloudformation.ts';
import type { Settings } from './settings.ts';

/** What a line of the access log says. No address, no path with an order in it, no principal: nothing that points to a person. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  bytes: '$context.responseLength',
  error: '$context.error.message',
};

export const accessLogFormat = JSON.stringify(ACCESS_LOG);

/**
 * API Gateway writes an entry into the one resource policy that an account has for logs, of 5,120 characters, for every log group
 * that does not begin like this. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
 */
export function apiLogGroupName({ prefix }: Settings): string {
  return `/aws/vendedlogs/${prefix}/http-api`;
}

/** Authorizers by name, as the framework takes them. Without any, routes ask for IAM. */
export function authorizers({ jwt }: Settings): Readonly<Record<string, Json>> {
  if (jwt === undefined) return {};
  const { issuer, audience } = jwt;
  return {
    jwt: {
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      issuerUrl: issuer,
      audience: [audience],
    },
  };
}

/** Beyond this the API answers 429 before a function is asked. */
export function stageProperties({ apiRequestsPerSecond, apiBurst }: Settings): Properties {
  return {
    DefaultRouteSettings: {
      DetailedMetricsEnabled: true,
      ThrottlingRateLimit: apiRequestsPerSecond,
      ThrottlingBurstLimit: apiBurst,
    },
  };
}
