/** Who calls the API, by the authorizer that API Gateway ran. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from './problem.ts';

export interface Caller {
  /** Keeps the idempotency keys of two callers apart. */
  readonly id: string;
  /** True for an end user with a token, who may see only what they placed; false for a service with an IAM role. */
  readonly seesOnlyOwn: boolean;
  /** What the token was issued for; none for a service with an IAM role, which needs none. */
  readonly scopes: readonly string[];
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

/**
 * `arn:aws:sts::123456789012:assumed-role/shop/i-0abc`: the last part names a session, and each instance of a caller has one of
 * its own. A retry may come from another instance, and must still be the same caller.
 */
const ROLE_SESSION = /^(arn:[^:]*:sts::\d*:assumed-role\/[^/]+)\/.*$/;

/**
 * An API that is deployed always has an authorizer; only the embedded runtime lets anybody in. Throws a problem for a token
 * that names nobody: an issuer may leave out `sub`, and its users must not be taken for one caller that sees everything.
 */
export function callerOf({ requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller {
  const { authorizer = {} } = requestContext as { authorizer?: Authorizer };
  if (authorizer.jwt !== undefined) {
    return { id: `jwt/${subjectOf(authorizer.jwt)}`, seesOnlyOwn: true, scopes: scopesOf(authorizer.jwt) };
  }
  const { userArn = 'anonymous' } = authorizer.iam ?? {};
  return { id: userArn.replace(ROLE_SESSION, '$1'), seesOnlyOwn: false, scopes: [] };
}

function subjectOf({ claims }: NonNullable<Authorizer['jwt']>): string {
  const subject = claims?.sub;
  if (typeof subject === 'string' && subject !== '') return subject;
  const detail = 'The token names no subject. Ask its issuer for one with a sub claim; nothing was done.';
  throw new Problem({ status: 403, title: 'Token without subject', detail });
}

/** `scope` is a list with spaces. https://www.rfc-editor.org/rfc/rfc8693#name-scope-scopes-claim */
function scopesOf({ claims }: NonNullable<Authorizer['jwt']>): string[] {
  const scope = claims?.scope;
  return typeof scope === 'string' ? scope.split(' ') : [];
}

/** What an order remembers of who placed it: enough to compare, and no personal data. */
export function placedByOf({ id }: Caller): string {
  return createHash('sha256').update(`placed-by/${id}`).digest('hex').slice(0, 16);
}
