/** Compiles schemas into validators that import nothing: used at build time only. */
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';
import type { TSchema } from 'typebox';

/** Source of an ES module that exports `validator` for `schema`. */
export async function validatorModule(schema: TSchema): Promise<string> {
  const ajv = new Ajv({
    allErrors: true,
    // Length in UTF-16 units, as JavaScript counts it: counting code points would need a module at run time.
    unicode: false,
    logger: false,
    // Formats are for readers of the schema; what is checked is the pattern beside each.
    validateFormats: false,
    code: { source: true, esm: true, lines: true },
  });
  const code = standaloneCode.default(ajv, ajv.compile(JSON.parse(JSON.stringify(schema))));
  if (/\b(import|require)\b\s*[("'{]/.test(code))
    throw new Error('the compiled validator would import something at run time');
  const named = code
    .replace(/^export const validate = /m, 'export const validator = ')
    .replace(/^export default \w+;?$/m, '');
  return withoutUnread((await transform(named, { minifySyntax: true, legalComments: 'none' })).code);
}

/** Without what no reader of a `FieldError` looks at: every function would carry it, twice per rule of every event. */
function withoutUnread(code: string): string {
  return code
    .replaceAll(/ schemaPath: "(?:[^"\\]|\\.)*",/g, '')
    .replaceAll(/, message: "must have required property '[^"]*'"/g, '');
}

/** Declaration of such a module. */
export function validatorDeclaration(typeModule: string, typeName: string): string {
  return [
    `import type { Validator } from '../../lib/cloudevents/validator.ts';`,
    `import type { ${typeName} } from '${typeModule}';`,
    '',
    `export declare const validator: Validator<${typeName}>;`,
    '',
  ].join('\n');
}
