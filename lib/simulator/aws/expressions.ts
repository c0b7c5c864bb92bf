/**
 * The part of DynamoDB's expressions that we use, evaluated as DynamoDB does. What is not known here is an error that says so:
 * a simulator that guesses would prove nothing.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
import type { AttributeValue, Item } from '../../aws/ports.ts';

/** What `#names` and `:values` in an expression stand for. */
export interface Substitutes {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

type Condition = (item: Item | undefined, substitutes: Substitutes) => boolean;
/** The attributes that are different then. */
type Change = (item: Item, substitutes: Substitutes) => Item;

const conditions = new Map<string, Condition>();
const changes = new Map<string, Change>();

/** Whether `expression` holds for `item`; `undefined` stands for no item. */
export function holds(expression: string, item: Item | undefined, substitutes: Substitutes): boolean {
  let condition = conditions.get(expression);
  if (condition === undefined) {
    condition = anyOf(expression.split(' OR ').map((part) => allOf(part.split(' AND ').map(termOf))));
    conditions.set(expression, condition);
  }
  return condition(item, substitutes);
}

/** `item` as `expression` changes it. */
export function updated(expression: string, item: Item, substitutes: Substitutes): Item {
  let change = changes.get(expression);
  if (change === undefined) {
    change = changeOf(expression);
    changes.set(expression, change);
  }
  return { ...item, ...change(item, substitutes) };
}

function anyOf(parts: readonly Condition[]): Condition {
  return (item, substitutes) => parts.some((part) => part(item, substitutes));
}

function allOf(parts: readonly Condition[]): Condition {
  return (item, substitutes) => parts.every((part) => part(item, substitutes));
}

const EXISTENCE = /^(attribute_not_exists|attribute_exists)\(([#\w]+)\)$/;
const COMPARISON = /^([#\w]+) (=|<|<=|>|>=) (:\w+)$/;

function termOf(text: string): Condition {
  const existence = EXISTENCE.exec(text);
  if (existence !== null) {
    const [, kind, path = ''] = existence;
    const shouldExist = kind === 'attribute_exists';
    return (item, substitutes) => (item?.[nameIn(path, substitutes)] !== undefined) === shouldExist;
  }
  const comparison = COMPARISON.exec(text);
  if (comparison === null) throw unknown(text);
  const [, path = '', operator = '', value = ''] = comparison;
  return (item, substitutes) => {
    const left = item?.[nameIn(path, substitutes)];
    return left !== undefined && compares(left, operator, valueIn(value, substitutes));
  };
}

/** Values of different types are never equal, greater or less. */
function compares(left: AttributeValue, operator: string, right: AttributeValue): boolean {
  if (left.N !== undefined && right.N !== undefined) return ordered(Number(left.N), operator, Number(right.N));
  if (left.S !== undefined && right.S !== undefined) return ordered(left.S, operator, right.S);
  return false;
}

function ordered<T extends number | string>(left: T, operator: string, right: T): boolean {
  if (operator === '=') return left === right;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return left >= right;
}

const CLAUSE = /^(SET ([#\w]+) = (:\w+)|ADD ([#\w]+) (:\w+))$/;

function changeOf(expression: string): Change {
  const clause = CLAUSE.exec(expression);
  if (clause === null) throw unknown(expression);
  const [, , setPath, setValue = '', addPath = '', addValue = ''] = clause;
  if (setPath !== undefined) {
    return (_, substitutes) => ({ [nameIn(setPath, substitutes)]: valueIn(setValue, substitutes) });
  }
  return (item, substitutes) => {
    const name = nameIn(addPath, substitutes);
    // An attribute that is not there counts as zero.
    const sum = Number(item[name]?.N ?? 0) + Number(valueIn(addValue, substitutes).N);
    return { [name]: { N: String(sum) } };
  };
}

function nameIn(path: string, { ExpressionAttributeNames }: Substitutes): string {
  if (!path.startsWith('#')) return path;
  return ExpressionAttributeNames?.[path] ?? missing(path);
}

function valueIn(name: string, { ExpressionAttributeValues }: Substitutes): AttributeValue {
  return ExpressionAttributeValues?.[name] ?? missing(name);
}

function missing(name: string): never {
  throw new Error(`the expression uses ${name}, which is not defined`);
}

function unknown(text: string): Error {
  return new Error(`the simulated DynamoDB does not know "${text}": teach it here, and the conformance tests with it`);
}
