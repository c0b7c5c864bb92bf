/** Compiles schemas into validators that import nothing but our own formats: used at build time only. */
import { _, Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';
import type { TSchema } from 'typebox';
import { isCurrency, isWellFormed } from '../../events/formats.ts';
import { camelCase, kebabCase } from '../../lib/lambda/names.ts';

/** The formats that are checked: by which function of `events/formats.ts`, and what is wrong with a text that is not of it, where its name does not say it. */
const FORMATS = {
  'iso-4217': { check: isCurrency, problem: 'is not an active ISO 4217 currency' },
  'well-formed': { check: isWellFormed, problem: undefined },
} as const;

/** Source of an ES module that exports `validator` for `schema`, and the schema itself for whoever walks it. */
export async function validatorModule(schema: TSchema): Promise<string> {
  const ajv = new Ajv({
    allErrors: true,
    // Length in UTF-16 units, as JavaScript counts it: counting code points would need a module at run time.
    unicode: false,
    logger: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  for (const [format, { check }] of Object.entries(FORMATS)) ajv.addFormat(format, check);
  // A limit for those who announce; who reads an event takes it as it is.
  ajv.addKeyword({ keyword: 'maxBytes', schemaType: 'number' });
  const code = standaloneCode.default(ajv, ajv.compile(JSON.parse(JSON.stringify(schema, withoutDoubles))));
  if (/\b(import|require)\b\s*[("'{]/.test(code))
    throw new Error('the compiled validator would import something at run time');
  const named = code
    .replace(/^export const validate = /m, 'export const validator = ')
    .replace(/^export default \w+;?$/m, '')
    .replace(/^const (schema\d+) = /m, 'export { $1 as schema };\n$&');
  const compiled = await transform(named, { minifySyntax: true, legalComments: 'none' });
  return withFormats(withoutUnread(compiled.code));
}

/** A format says all that the pattern beside it says, and more: one error per text. Functions show no events: `personal` is for those who do. */
function withoutDoubles(key: string, value: unknown): unknown {
  if (key === 'personal') return undefined;
  if (typeof value !== 'object' || value === null || !('format' in value && 'pattern' in value)) return value;
  const { pattern: _pattern, ...others } = value;
  return others;
}

/** Each format is a function of `events/formats.ts`, imported by name, so that a function bundles only those it uses. */
function withFormats(code: string): string {
  const imported = new Set<string>();
  let text = code;
  for (const [format, { check, problem }] of Object.entries(FORMATS)) {
    const reference = `formats["${format}"]`;
    if (!text.includes(reference)) continue;
    imported.add(check.name);
    text = text
      .replaceAll(reference, check.name)
      .replaceAll(
        `, message: 'must match format "${format}"'`,
        problem === undefined ? '' : `, message: ${JSON.stringify(problem)}`,
      );
  }
  return imported.size === 0 ? text : `import { ${[...imported].join(', ')} } from '../formats.ts';\n${text}`;
}

/** The words of rules for which `detailOf` finds them itself. */
const WORDS_THAT_FOLLOW =
  /(keyword: "(?:required|type|minimum|maximum|minLength|maxLength|minItems|maxItems|pattern)", params: \{ (?:\w+: (?:"(?:[^"\\]|\\.)*"|[^,}]+)(?:, )?)+ \}), message: (?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;

/** Without what no reader of a `FieldError` looks at: every function would carry it, twice per rule of every event. */
function withoutUnread(code: string): string {
  return code.replaceAll(/ schemaPath: "(?:[^"\\]|\\.)*",/g, '').replaceAll(WORDS_THAT_FOLLOW, '$1');
}

/** Declaration of such a module. */
export function validatorDeclaration(typeModule: string, typeName: string): string {
  return [
    `import type { Schema } from '../../lib/cloudevents/schema.ts';`,
    `import type { Validator } from '../../lib/cloudevents/validator.ts';`,
    `import type { ${typeName} } from '${typeModule}';`,
    '',
    `export declare const validator: Validator<${typeName}>;`,
    `export declare const schema: Schema;`,
    '',
  ].join('\n');
}

/** The module with every validator by event type, for whoever reads any event. Most functions import the few that they need. */
export function validatorsModule(types: readonly string[]): string {
  const imports = types.map((type) => `import { validator as ${camelCase(type)} } from './${kebabCase(type)}.js';`);
  const entries = types.map((type) => `  '${type}': ${camelCase(type)},`);
  return [...imports, '', 'export const validators = {', ...entries, '};', ''].join('\n');
}

export function validatorsDeclaration(types: readonly string[]): string {
  const imports = types.map(
    (type) => `import type { validator as ${camelCase(type)} } from './${kebabCase(type)}.js';`,
  );
  const entries = types.map((type) => `  readonly '${type}': typeof ${camelCase(type)};`);
  return [...imports, '', 'export declare const validators: {', ...entries, '};', ''].join('\n');
}
