/**
 * Functions' code in the deployment bucket, by the hash of its bytes. The framework's own key holds the time of the deployment, so
 * that each deployment would replace every function; by content, only a function whose code changed gets another key.
 */
import { createHash } from 'node:crypto';
import type { Json, Output, Resource } from './cloudformation.ts';

/** A template, as far as it names code. */
export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

/** Characters of a code version: as many as the commits that it stands for. */
const VERSION_LENGTH = 12;

/** What a deployment's function reports as its version: in its environment, its logs and the reasons on its dead letters. */
export function codeVersionOf(zip: Uint8Array): string {
  return hashOf(zip).slice(0, VERSION_LENGTH);
}

/** `stageFolder` is the framework's in the bucket; `file` is the zip's name. */
export function codeKeyOf(stageFolder: string, zip: Uint8Array, file: string): string {
  return `${codeFolder(stageFolder)}${hashOf(zip)}/${file}`;
}

/** Beside the framework's folders of single deployments, where its clean-up does not look. */
export function codeFolder(stageFolder: string): string {
  return `${stageFolder}/code/`;
}

function hashOf(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('hex');
}

/** Of `keys`, those that no function of these templates has its code under. */
export function unnamedIn(templates: readonly Template[], keys: readonly string[]): string[] {
  const named = new Set(templates.flatMap(codeKeysIn));
  return keys.filter((key) => !named.has(key));
}

export function codeKeysIn({ Resources = {} }: Template): string[] {
  return Object.values(Resources).flatMap(({ Type, Properties }) => {
    const key = Type === 'AWS::Lambda::Function' ? keyIn(Properties?.Code) : undefined;
    return key === undefined ? [] : [key];
  });
}

function keyIn(code: Json | undefined): string | undefined {
  if (typeof code !== 'object' || code === null || !('S3Key' in code)) return undefined;
  return typeof code.S3Key === 'string' ? code.S3Key : undefined;
}

/** The output that maps each code version to the commit from which it was packaged. */
export function codeVersionsOutput(versions: readonly string[], commit: string): Output {
  return {
    Description: 'The commit from which the code of each version was packaged, by version',
    Value: JSON.stringify(Object.fromEntries(versions.toSorted().map((version) => [version, commit]))),
  };
}
