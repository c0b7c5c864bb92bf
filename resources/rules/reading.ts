/** Reading a compiled template: it is data from several hands, so nothing is taken for granted. */

import type { CompiledTemplate } from '../plugins/framework.ts';
import type { Json, Properties } from '../stack/cloudformation.ts';

export interface Found {
  readonly id: string;
  readonly properties: Properties;
}

export function resourcesOfType(template: CompiledTemplate, type: string): Found[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [{ id, properties: Properties ?? {} }] : [],
  );
}

/** The value at `path`, or undefined if there is no such path. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/** CloudFormation takes a number as text too. */
export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  if (typeof found !== 'number' && typeof found !== 'string') return undefined;
  const number = Number(found);
  return Number.isNaN(number) ? undefined : number;
}

/** Policies allow one value where they mean a list of one. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = at(value, ...path);
  if (found === undefined || found === null) return [];
  return isList(found) ? found : [found];
}

/** The logical id that a `Ref` or `Fn::GetAtt` names. */
export function referredTo(reference: Json | undefined): string | undefined {
  const id = at(reference, 'Ref') ?? listAt(reference, 'Fn::GetAtt')[0];
  return typeof id === 'string' ? id : undefined;
}

export function statementsOf(policyDocument: Json | undefined): readonly Json[] {
  return listAt(policyDocument, 'Statement');
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
