/** What a sandbox's thread and the thread that owns it say to each other. */
import type { FunctionError } from './outcome.ts';

export interface SandboxData {
  readonly handlerFile: string;
  readonly exportName: string;
  readonly identity: FunctionIdentity;
}

/** The part of Lambda's context that is the same for all invocations. */
export interface FunctionIdentity {
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON text: as on Lambda, the handler gets a copy of its own. */
  readonly event: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

export type SandboxMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unloadable'; readonly error: FunctionError }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'answered'; readonly payload: string | undefined }
  | { readonly kind: 'threw'; readonly error: FunctionError };
