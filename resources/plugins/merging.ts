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

/** What the framework has filled in by then, so that nobody knows whether a user wrote it. */
const FILLED_IN: readonly string[] = ['name', 'events'];

interface Declared {
  readonly environment?: Part;
}

/**
 * A function's properties as derived, with the variables that `serverless.yml` adds. What is derived wins, since the function would not
 * find its own without it; `overruled` names what was set there to something else, such as `environment.STAGE`.
 */
export function mergedFunction<Derived extends Declared>(declared: Declared & object, derived: Derived) {
  const { environment: own = {}, ...others } = declared;
  const { environment = {}, ...properties } = derived;
  return {
    merged: { ...derived, environment: { ...own, ...environment } },
    overruled: [
      ...differing(others, properties).filter((property) => !FILLED_IN.includes(property)),
      ...differing(own, environment).map((name) => `environment.${name}`),
    ],
  };
}

function differing(own: object, derived: object): string[] {
  const known = new Map(Object.entries(derived));
  return Object.entries(own).flatMap(([name, value]) =>
    known.has(name) && JSON.stringify(known.get(name)) !== JSON.stringify(value) ? [name] : [],
  );
}
