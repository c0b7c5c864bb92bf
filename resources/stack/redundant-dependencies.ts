/** Takes out of a template what the framework says twice: a `DependsOn` on something that the resource refers to anyway. For cfn-lint, which refuses it (W3005), in `npm run audit`. */

import type { CompiledTemplate } from '../plugins/framework.ts';
import type { Json, Resource } from './cloudformation.ts';

export function withoutRedundantDependencies(resources: CompiledTemplate['Resources']): CompiledTemplate['Resources'] {
  return Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, withoutRedundant(resource)]));
}

function withoutRedundant(resource: Resource): Resource {
  const { DependsOn, ...rest } = resource;
  if (DependsOn === undefined) return resource;
  const referred = new Set(referencesIn(resource.Properties ?? {}));
  const left = [DependsOn].flat().filter((id) => !referred.has(id));
  return left.length === 0 ? rest : { ...rest, DependsOn: left };
}

/** The logical ids that `Ref` and `Fn::GetAtt` name, anywhere in a value. */
function referencesIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).flatMap(([name, target]) => {
    if (name === 'Ref' && typeof target === 'string') return [target];
    if (name === 'Fn::GetAtt' && Array.isArray(target)) return target.slice(0, 1).map(String);
    return [];
  });
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}
