/** The content of every generated file, by its path from the project's root. */
import { readFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { contract, type EventType } from '../../events/contract.ts';
import { schemaUri } from '../../lib/cloudevents/envelope.ts';
import { camelCase, kebabCase, pascalCase } from '../../lib/lambda/names.ts';
import { consumersOf, httpFunctionsOf, scheduledFunctionsOf, type Topology } from '../stack/services.ts';
import { validatorDeclaration, validatorModule, validatorsDeclaration, validatorsModule } from './validators.ts';

/** What follows from the contract alone. The services may import it, so it is written before they are read. */
export async function contractFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [type, { schema }] of Object.entries(contract)) {
    const name = kebabCase(type);
    files.set(`events/compiled/${name}.js`, await validatorModule(schema));
    files.set(`events/compiled/${name}.d.ts`, validatorDeclaration(`../${name}.ts`, pascalCase(type)));
    files.set(`events/schemas/${name}.json`, json({ $id: schemaUri(type), $schema: DIALECT, ...published(schema) }));
  }
  const types = Object.keys(contract);
  files.set('events/compiled/validators.js', validatorsModule(types));
  files.set('events/compiled/validators.d.ts', validatorsDeclaration(types));
  return files;
}

/** An event for `serverless invoke local` per function. Throws for an event that nobody publishes. */
export async function invocationFiles(services?: Topology): Promise<Map<string, string>> {
  const { exampleEvent } = await import('./examples.ts');
  const { httpInvocation, scheduledInvocation, sqsInvocation } = await import('./invocations.ts');
  const { topology } = await import('../topology.ts');
  const declared = services ?? topology;
  const files = new Map<string, string>();
  const add = (name: string, invocation: unknown): void =>
    void files.set(`events/invoke/${camelCase(name)}.json`, json(invocation));
  const example = (type: string) => exampleEvent(type as EventType, declared);
  for (const type of Object.keys(contract)) example(type);
  for (const { name, consumes } of consumersOf(declared)) {
    for (const type of consumes.slice(0, 1)) add(name, sqsInvocation(name, example(type)));
  }
  for (const { name } of scheduledFunctionsOf(declared)) add(name, scheduledInvocation(name));
  for (const { name, service } of httpFunctionsOf(declared)) {
    const [begins] = service.publishes;
    const body = begins === undefined ? undefined : contract[begins as EventType].example;
    for (const route of service.routes.slice(0, 1)) add(name, httpInvocation(name, route, body));
  }
  return files;
}

export async function generatedFiles(): Promise<Map<string, string>> {
  return new Map([...(await contractFiles()), ...(await invocationFiles())]);
}

/** What is written there now; `undefined` for a missing file. */
export async function fileOnDisk(path: string): Promise<string | undefined> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8').catch(() => undefined);
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** A schema without what only TypeBox reads. */
function published(schema: TSchema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
