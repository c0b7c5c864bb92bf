/** What a request is about: the subject of a record, by its id in the path; and the one answer for what may not be seen. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RecordStore } from '../store/record-store.ts';
import { type Caller, placedByOf } from './caller.ts';
import { notAvailable } from './not-available.ts';
import { Problem } from './problem.ts';
import type { Tell } from './request-log.ts';

/** As ids are given out. What is not one is not looked up, nor logged. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The `{id}` in the path. Throws a problem for what cannot be one; `noun` says of what it is. */
export function subjectIn(
  { pathParameters }: Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  noun: string,
  tell: Tell,
): string {
  const id = pathParameters?.id ?? '';
  if (!ID.test(id)) throw unknownSubject(noun);
  tell({ subject: id });
  return id;
}

/** What the service keeps of the subject; `undefined` when it has never heard of it. Throws a problem when the store fails. */
export async function factsOf(subject: string, records: Pick<RecordStore, 'load'>, what: string): Promise<unknown> {
  try {
    return (await records.load(subject)).facts;
  } catch (cause) {
    throw notAvailable(`The ${what} cannot be read now. Ask again.`, cause);
  }
}

export function maySee(caller: Caller, { placedBy }: { readonly placedBy?: string | undefined }): boolean {
  return !caller.seesOnlyOwn || placedBy === placedByOf(caller);
}

/** The same for what does not exist and for somebody else's: ids must not be guessable. */
export function unknownSubject(noun: string): Problem {
  const detail = `There is no such ${noun}. One that was just accepted may take a moment to appear: ask again.`;
  return new Problem({ status: 404, title: `Unknown ${noun}`, detail });
}
