/** Whether a queue's policy lets a topic send to it, by IAM's rules as far as such policies use them: a denial beats an allowance. */
import { isJsonObject, type Json, type JsonObject, listOf } from '../template/json.ts';

/** What SNS brings with it when it delivers. */
interface Request {
  readonly queueArn: string;
  readonly context: Readonly<Record<string, string>>;
}

type Compare = (expected: string, actual: string) => boolean;

const OPERATORS: Readonly<Record<string, Compare>> = {
  ArnEquals: (expected, actual) => matches(expected, actual),
  ArnLike: (expected, actual) => matches(expected, actual),
  StringLike: (expected, actual) => matches(expected, actual),
  StringEquals: (expected, actual) => expected === actual,
  Bool: (expected, actual) => expected === actual,
  ArnNotEquals: (expected, actual) => !matches(expected, actual),
  ArnNotLike: (expected, actual) => !matches(expected, actual),
  StringNotEquals: (expected, actual) => expected !== actual,
};

export function admits(statements: readonly JsonObject[], queueArn: string, topicArn: string): boolean {
  const accountId = topicArn.split(':')[4] ?? '';
  const context = { 'aws:SourceArn': topicArn, 'aws:SourceAccount': accountId, 'aws:SecureTransport': 'true' };
  const applying = statements.filter((statement) => applies(statement, { queueArn, context }));
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}

function applies(statement: JsonObject, { queueArn, context }: Request): boolean {
  return (
    isForSns(statement.Principal) &&
    texts(statement.Action).some((action) => matches(action.toLowerCase(), 'sqs:sendmessage')) &&
    texts(statement.Resource).some((resource) => matches(resource, queueArn)) &&
    holds(statement.Condition, context)
  );
}

function isForSns(principal: Json | undefined): boolean {
  if (principal === '*') return true;
  if (!isJsonObject(principal)) return false;
  return texts(principal.Service).includes('sns.amazonaws.com') || texts(principal.AWS).includes('*');
}

/** Every operator and key must hold; of several expected values one is enough, or, for a negation, all. */
function holds(condition: Json | undefined, context: Readonly<Record<string, string>>): boolean {
  if (!isJsonObject(condition)) return true;
  return Object.entries(condition).every(([operator, keys]) => {
    const compare = OPERATORS[operator];
    if (compare === undefined || !isJsonObject(keys)) return false;
    return Object.entries(keys).every(([key, expected]) => {
      const actual = context[key];
      if (actual === undefined) return false;
      const fits = (value: string) => compare(value, actual);
      return operator.includes('Not') ? texts(expected).every(fits) : texts(expected).some(fits);
    });
  });
}

function texts(value: Json | undefined): string[] {
  return listOf(value).map(String);
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(text);
}
