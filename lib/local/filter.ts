/** Filter criteria of an event source mapping: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
import type { Message } from '@aws-sdk/client-sqs';
import { isObject } from '../json.ts';
import { isJsonObject, type Json, type JsonObject, listOf } from './template/json.ts';

export type Filter = (message: Message) => boolean;

type Test = (value: unknown) => boolean;

/** A message passes when one of the patterns fits. Throws on an operator that is not known here. */
export function compileFilter(patterns: readonly JsonObject[]): Filter {
  const tests = patterns.map(compilePattern);
  return (message) => {
    const record = {
      body: bodyOf(message),
      messageAttributes: message.MessageAttributes,
      attributes: message.Attributes,
    };
    return tests.some((test) => test(record));
  };
}

/** A pattern on the body fits JSON only. */
function bodyOf({ Body = '' }: Message): unknown {
  try {
    return JSON.parse(Body);
  } catch {
    return Body;
  }
}

function compilePattern(pattern: JsonObject): Test {
  const tests = Object.entries(pattern).map(([key, expected]): Test => {
    const test = isJsonObject(expected) ? compilePattern(expected) : compileRules(listOf(expected));
    return (value) => test(isObject(value) ? value[key] : undefined);
  });
  return (value) => tests.every((test) => test(value));
}

/** One rule that fits is enough; of a list, one element. */
function compileRules(rules: readonly Json[]): Test {
  const tests = rules.map(compileRule);
  return (value) => (Array.isArray(value) ? value : [value]).some((element) => tests.some((test) => test(element)));
}

function compileRule(rule: Json): Test {
  if (!isJsonObject(rule)) return (value) => value === rule;
  const [operator, operand = null] = Object.entries(rule)[0] ?? [];
  switch (operator) {
    case 'exists':
      return (value) => (value !== undefined) === operand;
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(String(operand));
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return (value) => value !== undefined && !listOf(operand).some((unwanted) => unwanted === value);
    case 'numeric':
      return compileNumeric(listOf(operand));
    default:
      throw new Error(`filter operator ${operator} is not known to the local runtime: add it in filter.ts`);
  }
}

/** Such as `[">", 0, "<=", 5]`. */
function compileNumeric(operand: readonly Json[]): Test {
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2)
    tests.push(comparison(operand[index], Number(operand[index + 1])));
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function comparison(operator: Json | undefined, bound: number): (value: number) => boolean {
  switch (operator) {
    case '=':
      return (value) => value === bound;
    case '<':
      return (value) => value < bound;
    case '<=':
      return (value) => value <= bound;
    case '>':
      return (value) => value > bound;
    case '>=':
      return (value) => value >= bound;
    default:
      throw new Error(`numeric filter operator ${JSON.stringify(operator)} is none of =, <, <=, >, >=`);
  }
}
