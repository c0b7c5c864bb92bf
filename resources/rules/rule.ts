/** What a rule is: something that must hold of the compiled template, no matter who wrote the line that breaks it. */
import type { CompiledTemplate } from '../plugins/framework.ts';

export interface Rule {
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly says: string;
  /** Where AWS says so, or says what happens otherwise. */
  readonly source: string;
  readonly check: (template: CompiledTemplate) => readonly Breach[];
}

/** One place where a rule does not hold. */
export interface Breach {
  /** Logical id. */
  readonly resource: string;
  /** What is there, such as `VisibilityTimeout is 30`. */
  readonly value: string;
  /** What to do about it. */
  readonly fix: string;
}
