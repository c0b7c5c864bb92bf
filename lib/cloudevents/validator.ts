/** Validators compiled at build time: a plain function per event type, with nothing to load or compile when a function starts. */

/** One thing that is wrong with the data. */
export interface FieldError {
  /** JSON pointer to the field; empty for the data itself. */
  readonly instancePath: string;
  /** The rule of JSON Schema that does not hold, such as `minimum`. */
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** True if the data is a `T`; otherwise `errors` names everything that is wrong, until the next call. */
export interface Validator<T> {
  (data: unknown): data is T;
  errors?: readonly FieldError[] | null;
}

/** Most errors that are told at once: enough to mend a producer, short enough for a log line. */
const MAX_EXPLAINED = 10;

/** What is wrong, field by field; never the values, which may be personal data. */
export function explain(errors: readonly FieldError[]): string {
  const told = errors.slice(0, MAX_EXPLAINED).map((error) => `${pointerOf(error) || '/'} ${detailOf(error)}`);
  const more = errors.length - told.length;
  return more > 0 ? `${told.join('; ')}; and ${more} more` : told.join('; ');
}

/**
 * The field that an error is about, as a JSON pointer (RFC 6901): empty for the data itself; for a missing field, the field
 * that should be there.
 */
export function pointerOf({ instancePath, keyword, params }: FieldError): string {
  return keyword === 'required' ? `${instancePath}/${String(params.missingProperty)}` : instancePath;
}

/** What is wrong with the field, in words: of most rules they follow from it, so that no validator has to carry them. */
export function detailOf({ keyword, message, params }: FieldError): string {
  const { limit, comparison, type, pattern, format } = params;
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'type':
      return `must be ${type}`;
    case 'minimum':
    case 'maximum':
      return `must be ${comparison} ${limit}`;
    case 'minLength':
      return `must NOT have fewer than ${limit} characters`;
    case 'maxLength':
      return `must NOT have more than ${limit} characters`;
    case 'minItems':
      return `must NOT have fewer than ${limit} items`;
    case 'maxItems':
      return `must NOT have more than ${limit} items`;
    case 'pattern':
      return `must match pattern "${pattern}"`;
    case 'format':
      return message ?? `must be ${format} text`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}
