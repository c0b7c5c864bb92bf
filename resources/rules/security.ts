/** Rules on who may do what, and how data rests and travels. */

import type { CompiledTemplate } from '../plugins/framework.ts';
import type { Json } from '../stack/cloudformation.ts';
import { TRACE_ACTIONS } from '../stack/roles.ts';
import { at, type Found, listAt, referredTo, resourcesOfType, statementsOf } from './reading.ts';
import type { Breach, Rule } from './rule.ts';

export const encryption: Rule = {
  name: 'encryption-at-rest',
  says: 'Topics, queues and tables are encrypted at rest.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
  check: (template) => [
    ...unlessAll(template, 'AWS::SNS::Topic', 'KmsMasterKeyId', ({ properties }) => 'KmsMasterKeyId' in properties),
    ...unlessAll(template, 'AWS::SQS::Queue', 'SqsManagedSseEnabled', ({ properties }) => {
      return properties.SqsManagedSseEnabled === true || 'KmsMasterKeyId' in properties;
    }),
    ...unlessAll(template, 'AWS::DynamoDB::Table', 'SSESpecification.SSEEnabled', ({ properties }) => {
      return at(properties, 'SSESpecification', 'SSEEnabled') === true;
    }),
  ],
};

export const encryptionInTransit: Rule = {
  name: 'encryption-in-transit',
  says: 'Queues and topics refuse what does not come over TLS.',
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
  check: (template) => {
    const policed = new Set([
      ...policiesWithTlsOnly(template, 'AWS::SQS::QueuePolicy', 'Queues'),
      ...policiesWithTlsOnly(template, 'AWS::SNS::TopicPolicy', 'Topics'),
    ]);
    const all = [...resourcesOfType(template, 'AWS::SQS::Queue'), ...resourcesOfType(template, 'AWS::SNS::Topic')];
    return all.flatMap(({ id }): Breach[] => {
      if (policed.has(id)) return [];
      const fix = 'Deny everyone in its policy when aws:SecureTransport is false.';
      return [{ resource: id, value: 'no policy denies plain HTTP', fix }];
    });
  },
};

export const leastPrivilege: Rule = {
  name: 'least-privilege',
  says: 'No role allows an action or a resource by wildcard, but to send traces to X-Ray.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  check: (template) =>
    resourcesOfType(template, 'AWS::IAM::Role').flatMap(({ id, properties }) =>
      listAt(properties, 'Policies')
        .flatMap((policy) => statementsOf(at(policy, 'PolicyDocument')))
        .filter((statement) => at(statement, 'Effect') === 'Allow')
        .flatMap(wildcardsIn)
        .map((wildcard) => ({
          resource: id,
          value: `it allows ${wildcard}`,
          fix: 'Name the actions and the resources that the function needs in resources/stack/roles.ts.',
        })),
    ),
};

export const roleOfItsOwn: Rule = {
  name: 'role-of-its-own',
  says: 'No two functions share a role.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  check: (template) => {
    const functions = resourcesOfType(template, 'AWS::Lambda::Function');
    return functions.flatMap(({ id, properties }, index) => {
      const role = referredTo(properties.Role);
      const other = functions.slice(0, index).find((earlier) => referredTo(earlier.properties.Role) === role);
      if (role === undefined || other === undefined) return [];
      return [{ resource: id, value: `it shares ${role} with ${other.id}`, fix: 'Give it a role of its own.' }];
    });
  },
};

export const closedApi: Rule = {
  name: 'closed-api',
  says: 'Every route of the API asks who is calling.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::ApiGatewayV2::Route').flatMap(({ id, properties }) => {
      const type = properties.AuthorizationType ?? 'NONE';
      if (type !== 'NONE') return [];
      const fix = 'Declare the route in the service.ts of its service, which puts IAM or a JWT authorizer before it.';
      return [{ resource: id, value: 'AuthorizationType is NONE', fix }];
    }),
};

function unlessAll(
  template: CompiledTemplate,
  type: string,
  property: string,
  holds: (found: Found) => boolean,
): Breach[] {
  const failing = resourcesOfType(template, type).filter((found) => !holds(found));
  return failing.map(({ id }) => ({ resource: id, value: `${property} is not set`, fix: `Set ${property}.` }));
}

function policiesWithTlsOnly(template: CompiledTemplate, type: string, targets: string): (string | undefined)[] {
  return resourcesOfType(template, type)
    .filter(({ properties }) => statementsOf(properties.PolicyDocument).some(deniesPlainHttp))
    .flatMap(({ properties }) => listAt(properties, targets).map(referredTo));
}

function deniesPlainHttp(statement: Json): boolean {
  const secure = at(statement, 'Condition', 'Bool', 'aws:SecureTransport');
  return at(statement, 'Effect') === 'Deny' && (secure === 'false' || secure === false);
}

function wildcardsIn(statement: Json): string[] {
  const actions = listAt(statement, 'Action');
  // X-Ray knows no resources: what sends traces is allowed on all, or not at all.
  const isTracing = actions.every((action) => TRACE_ACTIONS.includes(action));
  const granted = [...actions, ...(isTracing ? [] : listAt(statement, 'Resource'))];
  return granted.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).filter(hasWildcard);
}

function hasWildcard(value: string): boolean {
  return value.includes('*');
}
