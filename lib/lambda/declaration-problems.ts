/** What is wrong with the declarations of a system, before anything is built from them. */
import { camelCase, isKebabCase, pascalCase } from './names.ts';
import type { ServiceDeclaration } from './service.ts';

/** Lambda takes 64 characters, of which the prefix of a stage may take 28 and a hyphen. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_FUNCTION_NAME = 35;

/** One sentence each; none for declarations that can be built. */
export function declarationProblems(services: readonly ServiceDeclaration[]): string[] {
  const problems = services.flatMap((service) => [...nameProblems(service), ...shapeProblems(service)]);
  return problems.length > 0 ? problems : collisions(services);
}

function nameProblems({ name, tables = {}, schedules = {} }: ServiceDeclaration): string[] {
  const named: [string, string][] = [
    ['the service', name],
    ...Object.keys(tables).map((table): [string, string] => [`the table of ${name},`, table]),
    ...Object.keys(schedules).map((schedule): [string, string] => [`the schedule of ${name},`, schedule]),
  ];
  return named.flatMap(([what, given]) =>
    isKebabCase(given)
      ? []
      : [
          `${what} "${given}" is not in kebab-case (such as loyalty-mail): lower-case words that begin with a letter, joined by hyphens. ` +
            'Logical ids, keys of functions and environment variables are made from it',
        ],
  );
}

function shapeProblems(service: ServiceDeclaration): string[] {
  const { name, consumes = [], indexes = {}, routes = [] } = service;
  const problems: string[] = [];
  if (consumes.length === 0 && Object.keys(indexes).length > 0) {
    problems.push(
      `${name} consumes nothing, so it keeps no records to index: remove its indexes, or let it consume an event`,
    );
  }
  if (consumes.length === 0 && routes.length === 0) {
    problems.push(`${name} neither consumes an event nor has a route, so nothing would ever start it`);
  }
  for (const long of functionNames(service).filter((one) => one.length > MAX_FUNCTION_NAME)) {
    problems.push(
      `the function ${long} has ${long.length} characters: with the stage before it, Lambda takes ${MAX_FUNCTION_NAME}`,
    );
  }
  return problems;
}

function functionNames({ name, consumes = [], routes = [], schedules = {} }: ServiceDeclaration): string[] {
  const http = routes.length > 0 ? [consumes.length > 0 ? `${name}-api` : name] : [];
  const consumer = consumes.length > 0 ? [name] : [];
  return [...http, ...consumer, ...Object.keys(schedules).map((schedule) => `${name}-${schedule}`)];
}

/** Two that would be one function, or one resource. */
function collisions(services: readonly ServiceDeclaration[]): string[] {
  const functions = services.flatMap((service) => functionNames(service).map(camelCase));
  const tables = services.flatMap(({ name, consumes = [], tables: own = {} }) => [
    ...(consumes.length > 0 ? [pascalCase(name)] : []),
    ...Object.keys(own).map((table) => pascalCase(`${name}-${table}`)),
  ]);
  return [
    ...twice(services.map(({ name }) => name)).map((name) => `there are two services ${name}: rename one`),
    ...twice(functions).map((key) => `two functions would be ${key} in serverless.yml: rename a service or a schedule`),
    ...twice(tables).map((id) => `two tables would be ${id}Table in the stack: rename a service or a table`),
    ...routesTwice(services),
  ];
}

function routesTwice(services: readonly ServiceDeclaration[]): string[] {
  const routes = services.flatMap(({ routes: own = [] }) => own);
  return twice(routes).map((route) => `two services answer ${route}: only one can`);
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
