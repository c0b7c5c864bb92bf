/** What a person reads, and what a script reads, about the rules. */
import type { Verdict } from './rules.ts';

/** For `serverless package`: only what is broken, each with its fix; undefined if nothing is. */
export function refusal(verdicts: readonly Verdict[]): string | undefined {
  const broken = verdicts.filter(({ breaches }) => breaches.length > 0);
  if (broken.length === 0) return undefined;
  const count = broken.length === 1 ? 'a rule' : `${broken.length} rules`;
  return `The template breaks ${count}, so nothing was packaged.\n\n${broken.map(paragraph).join('\n\n')}`;
}

/** For `serverless rules`: a line per rule, then what is broken. */
export function report(verdicts: readonly Verdict[]): string {
  const width = Math.max(...verdicts.map(({ rule }) => rule.name.length));
  const lines = verdicts.map(({ rule, breaches }) => {
    return `${breaches.length === 0 ? 'holds ' : 'BROKEN'}  ${rule.name.padEnd(width)}  ${rule.says}`;
  });
  const broken = verdicts.filter(({ breaches }) => breaches.length > 0);
  const end = broken.length === 0 ? [`All ${verdicts.length} rules hold.`] : broken.map(paragraph);
  return [lines.join('\n'), ...end].join('\n\n');
}

/** For `serverless rules --json`. The shape is stable. */
export function jsonReport(verdicts: readonly Verdict[]): string {
  const rules = verdicts.map(({ rule: { name, says, source }, breaches }) => {
    return { name, says, source, holds: breaches.length === 0, breaches };
  });
  return JSON.stringify({ holds: rules.every(({ holds }) => holds), rules }, null, 2);
}

function paragraph({ rule, breaches }: Verdict): string {
  const places = breaches.map(({ resource, value, fix }) => `  ${resource}: ${value}\n    fix: ${fix}`);
  return `${rule.name}: ${rule.says}\n${places.join('\n')}\n    see: ${rule.source}`;
}
