/** Which findings are accepted, for a reason that is written down, and which are not. */
import type { Finding } from './findings.ts';

/** Findings that we live with. */
export interface Exception {
  readonly checks: readonly string[];
  readonly reason: string;
  /** Holds only for a template without a key of one's own. */
  readonly only?: 'no-key';
}

export interface AuditedTemplate {
  readonly name: string;
  readonly hasKey: boolean;
  readonly found: readonly Finding[];
}

export interface Judgement {
  /** With the name of the template. */
  readonly refused: readonly (Finding & { readonly template: string })[];
  /** Excepted checks that no template fails any more: they must go from the list. */
  readonly stale: readonly string[];
}

export function judge(templates: readonly AuditedTemplate[], exceptions: readonly Exception[]): Judgement {
  const refused = templates.flatMap(({ name, hasKey, found }) => {
    const accepted = checksOf(exceptions.filter(({ only }) => only === undefined || !hasKey));
    return found
      .filter(({ tool, check }) => tool === 'cfn-lint' || !accepted.has(check))
      .map((finding) => ({ ...finding, template: name }));
  });
  const failed = new Set(templates.flatMap(({ found }) => found.map(({ check }) => check)));
  return { refused, stale: [...checksOf(exceptions)].filter((check) => !failed.has(check)) };
}

function checksOf(exceptions: readonly Exception[]): Set<string> {
  return new Set(exceptions.flatMap(({ checks }) => checks));
}
