/** Who calls the API, by the authorizer that API Gateway ran. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface Caller {
  /** Keeps the idempotency keys of two callers apart. */
  readonly id: string;
  /** True for an end user with a token, who may see only what they placed; false for a service with an IAM role. */
  readonly seesOnlyOwn: boolean;
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

/** An API that is deployed always has an authorizer; only the embedded runtime lets anybody in. */
export function callerOf({ requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller {
  const { authorizer = {} } = requestContext as { authorizer?: Authorizer };
  const subject = authorizer.jwt?.claims?.sub;
  if (typeof subject === 'string') return { id: `jwt/${subject}`, seesOnlyOwn: true };
  return { id: authorizer.iam?.userArn ?? 'anonymous', seesOnlyOwn: false };
}

/** What an order remembers of who placed it: enough to compare, and no personal data. */
export function placedByOf({ id }: Caller): string {
  return createHash('sha256').update(`placed-by/${id}`).digest('hex').slice(0, 16);
}
