/** The content of every generated file, by its path from the project's root. */
import { readFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { contract, type EventType } from '../../events/contract.ts';
import { exampleEvent } from '../../events/examples.ts';
import { schemaUri } from '../../lib/cloudevents/envelope.ts';
import { scheduledFunctionsOf } from '../stack/services.ts';
import { topology } from '../topology.ts';
import { orderApiInvocation, scheduledInvocation, sqsInvocation } from './invocations.ts';
import { validatorDeclaration, validatorModule } from './validators.ts';

export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [type, { schema }] of Object.entries(contract)) {
    const name = type.replace('.', '-');
    files.set(`events/compiled/${name}.js`, await validatorModule(schema));
    files.set(`events/compiled/${name}.d.ts`, validatorDeclaration(`../${name}.ts`, typeNameOf(type)));
    files.set(`events/schemas/${name}.json`, json({ $id: schemaUri(type), $schema: DIALECT, ...published(schema) }));
  }
  for (const [service, { consumes }] of Object.entries(topology.services)) {
    const first: EventType = consumes[0];
    files.set(`events/invoke/${service}.json`, json(sqsInvocation(service, exampleEvent(first))));
  }
  for (const { name } of scheduledFunctionsOf(topology)) {
    files.set(`events/invoke/${name}.json`, json(scheduledInvocation(name)));
  }
  files.set('events/invoke/orderApi.json', json(orderApiInvocation(contract['order.placed'].example)));
  return files;
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

function typeNameOf(type: string): string {
  return type.replace(/(?:^|\.)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
