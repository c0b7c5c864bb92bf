/** Puts what a user wrote over what was derived. */
import { isObject } from '../../lib/json.ts';
import type { Json } from '../stack/cloudformation.ts';

type Part = Readonly<Record<string, Json>>;

/** `own` over `derived`: objects are merged key by key; lists and single values are replaced. */
export function mergedOver(derived: Part, own: Part): Part {
  const merged = Object.entries(own).map(([key, value]) => [key, over(derived[key], value)]);
  return { ...derived, ...Object.fromEntries(merged) };
}

function over(derived: Json | undefined, own: Json): Json {
  return isPart(derived) && isPart(own) ? mergedOver(derived, own) : own;
}

function isPart(value: Json | undefined): value is Part {
  return isObject(value);
}
