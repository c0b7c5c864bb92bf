import fc from 'fast-check';
import { type Caller, callerOf } from '../../../lib/http/caller.ts';
import { Problem } from '../../../lib/http/problem.ts';

const SSO = 'AWSReservedSSO_Shop_0123456789abcdef';
const session = (role: string, name: string) => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;

const callerBy = (authorizer: unknown): Caller =>
  callerOf({ requestContext: { authorizer } as never }, [SSO, 'support']);

/** The status of the refusal; 0 for a caller who is let in, as whom tests that refuse want to know. */
function refusalOf(requestContext: unknown): unknown {
  try {
    return callerOf({ requestContext: requestContext as never });
  } catch (error) {
    return error instanceof Problem ? error.details.status : error;
  }
}

describe('a caller is', () => {
  it.each([
    ['the subject of a token', { jwt: { claims: { sub: 'alice', scope: 'a b' } } }, 'jwt/alice', true],
    [
      'an IAM user',
      { iam: { userArn: 'arn:aws:iam::123456789012:user/shop' } },
      'arn:aws:iam::123456789012:user/shop',
      false,
    ],
    [
      'a role, whatever its session',
      { iam: { userArn: session('shop', 'i-1') } },
      'arn:aws:sts::123456789012:assumed-role/shop',
      false,
    ],
    [
      'a session of a role of end users',
      { iam: { userArn: session(SSO, 'alice@shop') } },
      session(SSO, 'alice@shop'),
      true,
    ],
    [
      'an identity of a pool, and not the role that all of them share',
      {
        iam: {
          userArn: session('pool', 'CognitoIdentityCredentials'),
          cognitoIdentity: { identityId: 'eu-west-1:4711' },
        },
      },
      'cognito/eu-west-1:4711',
      true,
    ],
    [
      'a principal without an identity',
      { jwt: null, iam: { userArn: session('shop', 'i-1'), cognitoIdentity: null } },
      'arn:aws:sts::123456789012:assumed-role/shop',
      false,
    ],
  ])('%s', (_, authorizer, id, seesOnlyOwn) => {
    expect(callerBy(authorizer)).toMatchObject({ id, seesOnlyOwn });
  });

  it('has the scopes of the token', () => {
    expect(callerBy({ jwt: { claims: { sub: 'alice', scope: 'a b' } } }).scopes).toEqual(['a', 'b']);
    expect(callerBy({ jwt: { claims: { sub: 'alice', scope: 7 } } }).scopes).toEqual([]);
  });
});

describe('nobody gets in with', () => {
  it.each([
    ['no context', undefined],
    ['an empty context', null],
    ['no authorizer', {}],
    ['an authorizer of null', { authorizer: null }],
    ['an empty authorizer', { authorizer: {} }],
    ['another kind of authorizer', { authorizer: { lambda: { user: 'alice' } } }],
    ['an empty principal', { authorizer: { iam: {} } }],
    ['a principal of null', { authorizer: { iam: null } }],
    ['a principal without a name', { authorizer: { iam: { userArn: '' } } }],
    ['a principal whose name is not text', { authorizer: { iam: { userArn: 7 } } }],
    ['an identity without an id', { authorizer: { iam: { cognitoIdentity: { identityId: '' } } } }],
    ['a token of null', { authorizer: { jwt: null } }],
    ['a token without claims', { authorizer: { jwt: {} } }],
    ['a token whose claims are null', { authorizer: { jwt: { claims: null } } }],
    ['a token without a subject', { authorizer: { jwt: { claims: { sub: '' } } } }],
    ['a token whose subject is not text', { authorizer: { jwt: { claims: { sub: ['alice'] } } } }],
  ])('%s', (_, requestContext) => {
    expect(refusalOf(requestContext)).toBe(403);
  });

  it('whatever the context is, but a subject, an identity or a principal', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const part = fc.oneof(value, fc.record({ claims: value, userId: value, cognitoIdentity: value }));
    fc.assert(
      fc.property(fc.record({ jwt: part, iam: part, lambda: part }, { requiredKeys: [] }), (authorizer) => {
        expect(refusalOf({ authorizer })).toBe(403);
      }),
    );
  });
});
