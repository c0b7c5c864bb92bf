/**
 * The insides of fauxqs that it does not export: its stores, and what it does for two verbs of SQS. By them a poller in this process
 * is served by the very code that answers HTTP, but without HTTP, which cost thirty times as much as the receiving itself.
 */
import type { ReceiveMessageResult } from '@aws-sdk/client-sqs';
import type { buildApp } from 'fauxqs';

export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

type Verb<Result> = (input: Readonly<Record<string, unknown>>, store: Stores['sqsStore']) => Result;

/** fauxqs is pinned to one version, since files that a package does not export may move in any. */
async function inside(file: string) {
  return import(new URL(file, import.meta.resolve('fauxqs')).href);
}

type Constructors = { readonly [Name in 'SqsStore' | 'SnsStore' | 'S3Store']: new () => Stores[Uncapitalize<Name>] };

const { SqsStore }: Pick<Constructors, 'SqsStore'> = await inside('sqs/sqsStore.js');
const { SnsStore }: Pick<Constructors, 'SnsStore'> = await inside('sns/snsStore.js');
const { S3Store }: Pick<Constructors, 'S3Store'> = await inside('s3/s3Store.js');

export const { receiveMessage }: { receiveMessage: Verb<Promise<ReceiveMessageResult>> } = await inside(
  'sqs/actions/receiveMessage.js',
);

export const { deleteMessageBatch }: { deleteMessageBatch: Verb<unknown> } = await inside(
  'sqs/actions/deleteMessageBatch.js',
);

export function newStores(): Stores {
  return { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
}
