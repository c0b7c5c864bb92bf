/** The stage's folder in the deployment bucket: which code is there, and which of it no deployment names any more. */
import type { S3Client } from '@aws-sdk/client-s3';
import { codeFolder, type Template, unnamedIn } from '../stack/code.ts';
import type { SdkConfiguration } from './framework.ts';

/** The name under which the framework keeps the template of each deployment. */
const TEMPLATE = '/compiled-cloudformation-template.json';

/** Keys that S3 deletes with one request. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_DELETED = 1_000;

type Sdk = typeof import('@aws-sdk/client-s3');

export class DeploymentBucket {
  readonly #sdk: Sdk;
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #folder: string;

  private constructor(sdk: Sdk, s3: S3Client, bucket: string, folder: string) {
    this.#sdk = sdk;
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#folder = folder;
  }

  static async open(configuration: SdkConfiguration, bucket: string, folder: string): Promise<DeploymentBucket> {
    // Most commands need none of it.
    const sdk = await import('@aws-sdk/client-s3');
    return new DeploymentBucket(sdk, new sdk.S3Client(configuration), bucket, folder);
  }

  async has(key: string): Promise<boolean> {
    const { HeadObjectCommand, NotFound } = this.#sdk;
    try {
      await this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /** Deletes the code that neither the deployed template names nor any that the framework keeps for a rollback. */
  async removeUnnamedCode(deployed: Template): Promise<void> {
    const code = await this.#keysIn(codeFolder(this.#folder));
    // Listed after the code: a deployment under way uploads its template first.
    const kept = (await this.#keysIn(`${this.#folder}/`)).filter((key) => key.endsWith(TEMPLATE));
    const templates: Template[] = [deployed];
    for (const key of kept) templates.push(await this.#templateAt(key));
    await this.#delete(unnamedIn(templates, code));
  }

  close(): void {
    this.#s3.destroy();
  }

  async #keysIn(Prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of this.#sdk.paginateListObjectsV2(
      { client: this.#s3 },
      { Bucket: this.#bucket, Prefix },
    )) {
      keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    }
    return keys;
  }

  async #templateAt(Key: string): Promise<Template> {
    const { Body } = await this.#s3.send(new this.#sdk.GetObjectCommand({ Bucket: this.#bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '{}');
  }

  async #delete(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += MAX_DELETED) {
      const Objects = keys.slice(start, start + MAX_DELETED).map((Key) => ({ Key }));
      const { Errors = [] } = await this.#s3.send(
        new this.#sdk.DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects } }),
      );
      const [failed] = Errors;
      if (failed !== undefined) {
        throw new Error(
          `the bucket ${this.#bucket} does not let go of ${failed.Key}: ${failed.Code}. It is needed no longer; allow s3:DeleteObject, or delete it by hand`,
        );
      }
    }
  }
}
