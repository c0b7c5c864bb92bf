/** JSON read from a template, and the readers that turn a property into the type it must have, naming it when it has not. */
import { isObject } from '../../json.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

/** A list as it is; a single value as a list of one, as CloudFormation and IAM policies allow; nothing as an empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** `where` names the property in the error, such as `PaymentQueue.QueueName`. */
export function textOf(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} must be text, but is ${shown(value)}`);
}

export function numberOf(value: Json | undefined, where: string): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && !Number.isNaN(number)) return number;
  throw new Error(`${where} must be a number, but is ${shown(value)}`);
}

/** CloudFormation takes booleans as text, too. */
export function booleanOf(value: Json | undefined, where: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Error(`${where} must be true or false, but is ${shown(value)}`);
}

export function objectOf(value: Json | undefined, where: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new Error(`${where} must be an object, but is ${shown(value)}`);
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
