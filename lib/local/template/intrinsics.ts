/** CloudFormation's intrinsic functions, evaluated: what `serverless package` writes as `Ref`, `Fn::Sub` and the like, as values. */
import { isJsonObject, type Json, type JsonObject, listOf, numberOf, textOf } from './json.ts';

/** What the functions may refer to. Each throws, naming the reference, when there is no such thing. */
export interface Scope {
  /** `Ref`: a parameter, a pseudo parameter or a resource. */
  reference(name: string): Json | undefined;
  attribute(logicalId: string, name: string): string;
  condition(name: string): boolean;
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.reference(textOf(name, 'Ref')),
  Condition: (name, scope) => scope.condition(textOf(name, 'Condition')),
  'Fn::GetAtt': (argument, scope) => getAttribute(argument, scope),
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': (argument, scope) => join(argument, scope),
  'Fn::Select': (argument, scope) => select(argument, scope),
  'Fn::Split': (argument, scope) => split(argument, scope),
  'Fn::If': (argument, scope) => choose(argument, scope),
  'Fn::Equals': (argument, scope) => equals(argument, scope),
  'Fn::Not': (argument, scope) => !listOf(argument).every((operand) => evaluate(operand, scope)),
  'Fn::And': (argument, scope) => listOf(argument).every((operand) => evaluate(operand, scope)),
  'Fn::Or': (argument, scope) => listOf(argument).some((operand) => evaluate(operand, scope)),
};

/** The value that `value` stands for; `undefined` for `AWS::NoValue`. Throws on a function it does not know, naming it. */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value)) return evaluateList(value, scope);
  if (!isJsonObject(value)) return value;
  const [name, argument] = Object.entries(value)[0] ?? [];
  const isCall = name !== undefined && argument !== undefined && Object.keys(value).length === 1;
  const intrinsic = isCall ? INTRINSICS[name] : undefined;
  if (intrinsic !== undefined && argument !== undefined && !isPolicyCondition(name, argument)) {
    return intrinsic(argument, scope);
  }
  if (name?.startsWith('Fn::')) {
    throw new Error(`the template uses ${name}, which the local runtime does not know: add it in intrinsics.ts`);
  }
  return evaluateEntries(value, scope);
}

/** `Condition` also is a key of policy statements, where it holds an object. */
function isPolicyCondition(name: string | undefined, argument: Json): boolean {
  return name === 'Condition' && typeof argument !== 'string';
}

function evaluateList(values: readonly Json[], scope: Scope): Json[] {
  return values.flatMap((value) => {
    const evaluated = evaluate(value, scope);
    return evaluated === undefined ? [] : [evaluated];
  });
}

function evaluateEntries(value: JsonObject, scope: Scope): JsonObject {
  const entries = Object.entries(value).flatMap(([key, nested]): [string, Json][] => {
    const evaluated = evaluate(nested, scope);
    return evaluated === undefined ? [] : [[key, evaluated]];
  });
  return Object.fromEntries(entries);
}

function getAttribute(argument: Json, scope: Scope): Json {
  const [logicalId = '', ...attribute] = Array.isArray(argument)
    ? argument.map((part) => textOf(part, 'Fn::GetAtt'))
    : textOf(argument, 'Fn::GetAtt').split('.');
  return scope.attribute(logicalId, attribute.join('.'));
}

/** `${Name}`, `${LogicalId.Attribute}`, and `${!Literal}`, which stays as `${Literal}`. */
function substitute(argument: Json, scope: Scope): Json {
  const [template, variables] = Array.isArray(argument) ? argument : [argument];
  const own = isJsonObject(variables) ? variables : {};
  return textOf(template, 'Fn::Sub').replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const variable = own[name];
    if (variable !== undefined) return textOf(evaluate(variable, scope), `Fn::Sub ${name}`);
    const [logicalId = '', ...attribute] = name.split('.');
    if (attribute.length > 0) return scope.attribute(logicalId, attribute.join('.'));
    return textOf(scope.reference(name), `Fn::Sub ${name}`);
  });
}

function join(argument: Json, scope: Scope): Json {
  const [separator, parts] = listOf(argument);
  const values = listOf(evaluate(parts ?? [], scope));
  return values.map((value) => textOf(value, 'Fn::Join')).join(textOf(separator, 'Fn::Join'));
}

function select(argument: Json, scope: Scope): Json | undefined {
  const [index, values] = listOf(argument);
  return listOf(evaluate(values ?? [], scope))[numberOf(index, 'Fn::Select')];
}

function split(argument: Json, scope: Scope): Json {
  const [separator, text] = listOf(argument);
  return textOf(evaluate(text ?? '', scope), 'Fn::Split').split(textOf(separator, 'Fn::Split'));
}

function choose(argument: Json, scope: Scope): Json | undefined {
  const [name, whenTrue = null, whenFalse = null] = listOf(argument);
  return evaluate(scope.condition(textOf(name, 'Fn::If')) ? whenTrue : whenFalse, scope);
}

function equals(argument: Json, scope: Scope): Json {
  const [left = null, right = null] = listOf(argument);
  return JSON.stringify(evaluate(left, scope)) === JSON.stringify(evaluate(right, scope));
}
