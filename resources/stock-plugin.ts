/** `serverless stock set` and `serverless stock show`: the units on fulfillment's shelves, on this machine or on AWS. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { STOCK } from '../handlers/fulfillment/stock.ts';
import { allStock, setStock, stockOf, stockTable } from '../handlers/fulfillment/stock-command.ts';
import { InvalidStockFile, readStockFile, type StockLevel } from '../handlers/fulfillment/stock-file.ts';
import { errorName } from '../lib/aws/ports.ts';
import { clientsOf } from '../lib/local/engines/clients.ts';
import { runningSystem } from '../lib/local/running-system.ts';
import { physicalName } from './names.ts';

const FULFILLMENT = 'fulfillment';

interface Framework {
  readonly serviceDir: string;
  readonly service: { readonly service: string };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string };
}

interface Options {
  readonly file?: string;
  readonly sku?: string;
  readonly json?: boolean;
  readonly 'aws-profile'?: string;
}

const json = { usage: 'Print one JSON document', type: 'boolean' } as const;

export default class StockPlugin {
  readonly commands = {
    stock: {
      usage: 'The units on the shelves, by SKU',
      type: 'container',
      commands: {
        set: {
          usage: 'Set the units available of each SKU in a CSV file; SKUs that it does not name keep theirs',
          lifecycleEvents: ['set'],
          options: { file: { usage: 'CSV with the columns sku,available', type: 'string', required: true }, json },
        },
        show: {
          usage: 'Show the units available of every SKU, or of one',
          lifecycleEvents: ['show'],
          options: { sku: { usage: 'The only SKU to show', type: 'string' }, json },
        },
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #framework: Framework;
  readonly #options: Options;

  constructor(framework: Framework, options: Options) {
    this.#framework = framework;
    this.#options = options;
    this.hooks = {
      'stock:set:set': () => this.#set(),
      'stock:show:show': () => this.#show(),
    };
  }

  async #set(): Promise<void> {
    const { file = '' } = this.#options;
    const levels = await this.#read(file);
    const table = this.#table();
    await this.#inTable((client) => setStock(client, table, levels));
    this.#print(
      { table, set: levels.length },
      () => `${table}: ${levels.length} ${skus(levels.length)} set from ${file}`,
    );
  }

  async #show(): Promise<void> {
    const { sku } = this.#options;
    const table = this.#table();
    const stock = await this.#inTable((client) =>
      sku === undefined ? allStock(client, table) : stockOf(client, table, sku),
    );
    this.#print({ table, stock }, () => (stock.length === 0 ? this.#nothing(sku) : stockTable(stock)));
  }

  async #read(file: string): Promise<StockLevel[]> {
    const path = resolve(file);
    const csv = await readFile(path, 'utf8').catch((error: unknown) => {
      throw this.#refusal(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
    });
    try {
      return readStockFile(csv);
    } catch (error) {
      if (!(error instanceof InvalidStockFile)) throw error;
      throw this.#refusal(`${file} is no stock file; nothing was set.\n${error.message}`);
    }
  }

  #table(): string {
    return physicalName(`${this.#framework.service.service}-${this.#stage()}`, FULFILLMENT, STOCK);
  }

  #stage(): string {
    return this.#framework.getProvider('aws').getStage();
  }

  async #inTable<T>(work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
    const client = await this.#client();
    try {
      return await work(client);
    } catch (error) {
      throw this.#refusal(troubleWith(this.#table(), this.#stage(), error));
    } finally {
      client.destroy();
    }
  }

  /** Of the system that `npm start` runs, at stage `local`; otherwise of wherever the environment of the AWS SDK points. */
  async #client(): Promise<DynamoDBClient> {
    const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB } = process.env;
    const running = this.#stage() === 'local' ? await runningSystem(this.#framework.serviceDir) : undefined;
    if (running !== undefined) return clientsOf(running.region, running.endpoints).dynamodb;
    if (this.#stage() === 'local' && AWS_ENDPOINT_URL === undefined && AWS_ENDPOINT_URL_DYNAMODB === undefined) {
      throw this.#refusal('nothing runs on this machine: start it with `npm start`, or name a stage with --stage');
    }
    const profile = this.#options['aws-profile'];
    const region = this.#framework.getProvider('aws').getRegion();
    return new DynamoDBClient({ region, ...(profile !== undefined && { profile }) });
  }

  #nothing(sku: string | undefined): string {
    const what = sku === undefined ? 'no stock' : `no stock of ${sku}`;
    return `${this.#table()} holds ${what}. Set it with \`npx serverless stock set --file stock.csv\`.`;
  }

  #print(document: object, text: () => string): void {
    process.stdout.write(`${this.#options.json ? JSON.stringify(document, undefined, 2) : text()}\n`);
  }

  #refusal(message: string): Error {
    return new this.#framework.classes.Error(message, 'STOCK');
  }
}

function troubleWith(table: string, stage: string, error: unknown): string {
  if (errorName(error) === 'ResourceNotFoundException') {
    return `there is no table ${table} here: deploy the stage first, with \`npx serverless deploy --stage ${stage}\``;
  }
  return `DynamoDB failed on ${table}: ${errorName(error)}: ${error instanceof Error ? error.message : String(error)}`;
}

function skus(count: number): string {
  return count === 1 ? 'SKU' : 'SKUs';
}
