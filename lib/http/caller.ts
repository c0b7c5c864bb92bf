/** Who calls the API, by the authorizer that API Gateway ran. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isObject } from '../json.ts';
import { Problem } from './problem.ts';

export interface Caller {
  /** Keeps the idempotency keys of two callers apart. */
  readonly id: string;
  /** True for an end user, who may see only what they placed; false for a service with an IAM role. */
  readonly seesOnlyOwn: boolean;
  /** What the token was issued for; none without a token. */
  readonly scopes: readonly string[];
}

/** `arn:aws:sts::123456789012:assumed-role/shop/i-0abc`: the role's name, and after it that of a session. */
const ROLE_SESSION = /^(arn:[^:]*:sts::\d*:assumed-role\/([^/]+))\/.*$/;

/**
 * The caller whom the authorizer named. Throws a problem when it named nobody: who is unknown must never be taken for a service, which
 * sees everything. `endUserRoles` are names of IAM roles whose sessions are people, such as single sign-on makes them: each session is
 * a caller, and sees its own. Sessions of any other role are instances of one service, and one caller: a retry may come from another.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function callerOf(
  { requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>,
  endUserRoles: readonly string[] = [],
): Caller {
  const authorizer: unknown = isObject(requestContext) ? requestContext.authorizer : undefined;
  if (isObject(authorizer) && isObject(authorizer.jwt)) return bearerOf(authorizer.jwt);
  if (isObject(authorizer) && isObject(authorizer.iam)) return principalOf(authorizer.iam, endUserRoles);
  throw unknownCaller();
}

function bearerOf({ claims }: Readonly<Record<string, unknown>>): Caller {
  const { sub, scope } = isObject(claims) ? claims : {};
  if (typeof sub !== 'string' || sub === '') {
    const detail = 'The token names no subject. Ask its issuer for one with a sub claim; nothing was done.';
    throw new Problem({ status: 403, title: 'Token without subject', detail });
  }
  // A list with spaces: https://www.rfc-editor.org/rfc/rfc8693#name-scope-scopes-claim
  return { id: `jwt/${sub}`, seesOnlyOwn: true, scopes: typeof scope === 'string' ? scope.split(' ') : [] };
}

function principalOf(iam: Readonly<Record<string, unknown>>, endUserRoles: readonly string[]): Caller {
  const { userArn, cognitoIdentity } = iam;
  // All users of an identity pool share its role: whom the pool knows is said beside it.
  const identityId = isObject(cognitoIdentity) ? cognitoIdentity.identityId : undefined;
  if (typeof identityId === 'string' && identityId !== '') {
    return { id: `cognito/${identityId}`, seesOnlyOwn: true, scopes: [] };
  }
  if (typeof userArn !== 'string' || userArn === '') throw unknownCaller();
  const [, roleArn = userArn, roleName = ''] = ROLE_SESSION.exec(userArn) ?? [];
  const isEndUser = endUserRoles.includes(roleName);
  return { id: isEndUser ? userArn : roleArn, seesOnlyOwn: isEndUser, scopes: [] };
}

function unknownCaller(): Problem {
  const detail = 'The request names no caller. Sign it, or send a token, as the API was set up; nothing was done.';
  return new Problem({ status: 403, title: 'Unknown caller', detail });
}

/** What an order remembers of who placed it: enough to compare, and no personal data. */
export function placedByOf({ id }: Caller): string {
  return createHash('sha256').update(`placed-by/${id}`).digest('hex').slice(0, 16);
}
