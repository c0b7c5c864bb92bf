/** `serverless stock set` and `serverless stock show`: the units on fulfillment's shelves, on this machine or on AWS. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { STOCK } from '../../handlers/fulfillment/stock.ts';
import { allStock, setStock, stockOf, stockTable } from '../../handlers/fulfillment/stock-command.ts';
import { InvalidStockFile, readStockFile, type StockLevel } from '../../handlers/fulfillment/stock-file.ts';
import { type CommandOptions, type Framework, hook, stageOf } from '../../lib/cli/command.ts';
import { jsonOption, print } from '../../lib/cli/output.ts';
import { Refusal } from '../../lib/cli/refusal.ts';
import { type Stage, shellWord } from '../../lib/cli/stage.ts';
import { physicalName } from '../../lib/lambda/names.ts';
import { printable } from '../../lib/printable.ts';

interface Options extends CommandOptions {
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
    const run = (work: (stage: Stage) => Promise<undefined>) =>
      hook(framework, 'STOCK', () => work(stageOf(framework, options)));
    this.hooks = {
      'stock:set:set': run((stage) => set(stage, options)),
      'stock:show:show': run((stage) => show(stage, options)),
    };
  }
}

async function set(stage: Stage, options: Options): Promise<undefined> {
  const { file = '' } = options;
  const levels = await read(file);
  const table = tableOf(stage);
  await stage.use(({ dynamodb }) => setStock(dynamodb, table, levels));
  print(
    options,
    { table, set: levels.length },
    () => `${table}: ${levels.length} ${skus(levels.length)} set from ${printable(file)}`,
  );
}

async function show(stage: Stage, options: Options): Promise<undefined> {
  const { sku } = options;
  const table = tableOf(stage);
  const stock = await stage.use(({ dynamodb }) =>
    sku === undefined ? allStock(dynamodb, table) : stockOf(dynamodb, table, sku),
  );
  print(options, { table, stock }, () => (stock.length === 0 ? nothing(stage, table, sku) : stockTable(stock)));
}

async function read(file: string): Promise<StockLevel[]> {
  const path = resolve(file);
  const csv = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    return readStockFile(csv);
  } catch (error) {
    if (!(error instanceof InvalidStockFile)) throw error;
    throw new Refusal(`${file} is not a valid stock file; nothing was set.\n${error.message}`);
  }
}

function tableOf({ prefix }: Stage): string {
  return physicalName(prefix, 'fulfillment', STOCK);
}

function nothing(stage: Stage, table: string, sku: string | undefined): string {
  const what = sku === undefined ? 'no stock' : `no stock of ${shellWord(printable(sku))}`;
  return `${table} holds ${what}. Set it: ${stage.command('stock set --file stock.csv')}`;
}

function skus(count: number): string {
  return count === 1 ? 'SKU' : 'SKUs';
}
