/** A function as the template declares it. */
import { basename } from 'node:path';
import { numberOf, objectOf, textOf } from '../template/json.ts';
import type { Resource, Stack } from '../template/stack.ts';

export interface FunctionSettings {
  readonly logicalId: string;
  /** Its physical name, such as `fanfare-local-payment`. */
  readonly name: string;
  readonly arn: string;
  /** `path/to/file.export`, without the file's extension. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** File name of the packaged zip. */
  readonly artifact: string;
  /** Most invocations at once that the function allows itself; `undefined` where nothing was reserved. */
  readonly reservedConcurrency: number | undefined;
}

/** Lambda's own, where the template says nothing. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MEGABYTES = 128;

export function functionsOf(stack: Stack): FunctionSettings[] {
  return stack.resources('AWS::Lambda::Function').map(settingsOf);
}

function settingsOf({ logicalId, ref, attributes, properties }: Resource): FunctionSettings {
  const code = objectOf(properties.Code, `${logicalId}.Code`);
  const environment = objectOf(properties.Environment ?? {}, `${logicalId}.Environment`);
  const variables = objectOf(environment.Variables ?? {}, `${logicalId}.Environment.Variables`);
  const reserved = properties.ReservedConcurrentExecutions;
  return {
    logicalId,
    name: ref,
    arn: textOf(attributes.Arn, logicalId),
    handler: textOf(properties.Handler, `${logicalId}.Handler`),
    timeoutSeconds: numberOf(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS, `${logicalId}.Timeout`),
    memoryMegabytes: numberOf(properties.MemorySize ?? DEFAULT_MEMORY_MEGABYTES, `${logicalId}.MemorySize`),
    environment: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, textOf(value, `${logicalId}.Environment.${name}`)]),
    ),
    artifact: basename(textOf(code.S3Key, `${logicalId}.Code.S3Key`)),
    reservedConcurrency:
      reserved === undefined ? undefined : numberOf(reserved, `${logicalId}.ReservedConcurrentExecutions`),
  };
}
