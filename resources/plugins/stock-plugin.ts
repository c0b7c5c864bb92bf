/** `serverless stock set` and `serverless stock show`: the units on fulfillment's shelves, on this machine or on AWS. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { STOCK } from '../../handlers/fulfillment/stock.ts';
import { allStock, setStock, stockOf, stockTable } from '../../handlers/fulfillment/stock-command.ts';
import { InvalidStockFile, readStockFile, type StockLevel } from '../../handlers/fulfillment/stock-file.ts';
import { type Framework, jsonOption, Stage, type StageOptions } from '../../lib/cli/stage.ts';
import { physicalName } from '../../lib/lambda/names.ts';

interface Options extends StageOptions {
  readonly file?: string;
  readonly sku?: string;
}

export default class StockPlugin {
  readonly commands = {
    stock: {
      usage: 'The units on the shelves, by SKU',
      type: 'container',
      commands: {
        set: {
          usage: 'Set the units available of each SKU in a CSV file; SKUs that it does not name keep theirs',
          lifecycleEvents: ['set'],
          options: {
            file: { usage: 'CSV with the columns sku,available', type: 'string', required: true },
            json: jsonOption,
          },
        },
        show: {
          usage: 'Show the units available of every SKU, or of one',
          lifecycleEvents: ['show'],
          options: { sku: { usage: 'The only SKU to show', type: 'string' }, json: jsonOption },
        },
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    const stage = () => new Stage(framework, options, 'STOCK');
    this.hooks = {
      'stock:set:set': () => set(stage(), options),
      'stock:show:show': () => show(stage(), options),
    };
  }
}

async function set(stage: Stage, { file = '' }: Options): Promise<void> {
  const levels = await read(stage, file);
  const table = tableOf(stage);
  await stage.use(({ dynamodb }) => setStock(dynamodb, table, levels));
  stage.print(
    { table, set: levels.length },
    () => `${table}: ${levels.length} ${skus(levels.length)} set from ${file}`,
  );
}

async function show(stage: Stage, { sku }: Options): Promise<void> {
  const table = tableOf(stage);
  const stock = await stage.use(({ dynamodb }) =>
    sku === undefined ? allStock(dynamodb, table) : stockOf(dynamodb, table, sku),
  );
  stage.print({ table, stock }, () => (stock.length === 0 ? nothing(table, sku) : stockTable(stock)));
}

async function read(stage: Stage, file: string): Promise<StockLevel[]> {
  const path = resolve(file);
  const csv = await readFile(path, 'utf8').catch((error: unknown) => {
    throw stage.refusal(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    return readStockFile(csv);
  } catch (error) {
    if (!(error instanceof InvalidStockFile)) throw error;
    throw stage.refusal(`${file} is no stock file; nothing was set.\n${error.message}`);
  }
}

function tableOf({ prefix }: Stage): string {
  return physicalName(prefix, 'fulfillment', STOCK);
}

function nothing(table: string, sku: string | undefined): string {
  const what = sku === undefined ? 'no stock' : `no stock of ${sku}`;
  return `${table} holds ${what}. Set it with \`npx serverless stock set --file stock.csv\`.`;
}

function skus(count: number): string {
  return count === 1 ? 'SKU' : 'SKUs';
}
