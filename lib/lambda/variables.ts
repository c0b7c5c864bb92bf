/** The environment variables that the stack sets for a function. */

export type Variables = Readonly<Record<string, string | undefined>>;

/** Throws when it is missing, naming it: a function must not start half-configured. */
export function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '')
    throw new Error(`environment variable ${name} is not set; the stack sets it: deploy again`);
  return value;
}

/** Throws when it is missing or not a number. */
export function requiredNumber(variables: Variables, name: string): number {
  const value = Number(required(variables, name));
  if (Number.isNaN(value)) throw new Error(`environment variable ${name} is not a number`);
  return value;
}
