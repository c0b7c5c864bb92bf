/** The counts that functions emit as metrics (CloudWatch's embedded metric format), added up. */
import { isObject } from '../../json.ts';

/** By the value of the `Service` dimension, then by the metric's name. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Every line of that format has this key, which CloudWatch looks for, too. */
const MARK = '"_aws"';

export class Counters {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Adds up `line` if it holds metrics; says whether it did. */
  take(line: string): boolean {
    if (!line.includes(MARK)) return false;
    const document = parsed(line);
    if (!isObject(document) || !isObject(document._aws)) return false;
    const service = typeof document.Service === 'string' ? document.Service : '';
    for (const name of countedNames(document._aws)) this.#add(service, name, document[name]);
    return true;
  }

  snapshot(): Counts {
    return Object.fromEntries([...this.#counts].map(([service, counts]) => [service, Object.fromEntries(counts)]));
  }

  #add(service: string, name: string, value: unknown): void {
    const values = Array.isArray(value) ? value : [value];
    const counts = this.#counts.get(service) ?? new Map<string, number>();
    this.#counts.set(service, counts);
    for (const number of values) {
      if (typeof number === 'number') counts.set(name, (counts.get(name) ?? 0) + number);
    }
  }
}

/** Sums of times or sizes would mean nothing. */
function countedNames(metadata: Record<string, unknown>): string[] {
  return asList(metadata.CloudWatchMetrics)
    .filter(isObject)
    .flatMap((directive) => asList(directive.Metrics))
    .filter(isObject)
    .filter(({ Unit }) => Unit === undefined || Unit === 'Count' || Unit === 'None')
    .flatMap(({ Name }) => (typeof Name === 'string' ? [Name] : []));
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A line may hold the mark and yet be no JSON: then it is a line like any other. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
