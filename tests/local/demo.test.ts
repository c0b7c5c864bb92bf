import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../demo/report.ts';
import { run } from '../rig/command.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const ROWS = [
  '1,85123A,HEART HOLDER,6,12/1/10 8:26,2.55,17850,United Kingdom',
  '1,85123A,HEART HOLDER,2,12/1/10 8:26,2.55,17850,United Kingdom',
  '2,71053,LANTERN,6,12/1/10 8:26,3.39,,France',
  'C3,71053,LANTERN,-6,12/1/10 8:26,3.39,17850,France',
  '4,71053,LANTERN,0,12/1/10 8:26,3.39,17850,France',
  '5,71053,LANTERN,500,12/1/10 8:26,3.39,17850,France',
  '6,22633,HAND WARMER,1,12/1/10 8:26,1.85,17850,United Kingdom',
  '7,22633,HAND WARMER,1,12/1/10 8:26,1.85,17850,United Kingdom',
];

function orderFile(...rows: readonly string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'demo-')), 'orders.csv');
  writeFileSync(file, [HEADER, ...rows, ''].join('\n'));
  return file;
}

const demo = (...args: readonly string[]) => run('npm', 'run', '--silent', 'demo', '--', ...args);

describe('npm run demo', () => {
  it('comes to rest under everything that goes wrong, and copies of messages are not announced again', async () => {
    const input = orderFile(...ROWS);
    const published = async (...args: readonly string[]) => {
      const { code, stdout } = await demo('--input', input, '--json', '--stock', '100', ...args);
      expect(code).toBe(0);
      const { invariants, messages }: Report = JSON.parse(stdout);
      expect(invariants.filter(({ holds }) => !holds)).toEqual([]);
      return messages.published;
    };
    const distinct = await published();
    expect(await published('--chaos', 'duplicates', '--seed', '1')).toBe(distinct);
    await published('--chaos', 'duplicates,reorder,crashes', '--seed', '1');
  }, 240_000);

  it('sends every order through the system, and tells what became of each, in one JSON document', async () => {
    const { code, stdout } = await demo(
      '--input',
      orderFile(...ROWS),
      '--json',
      '--stock',
      '100',
      '--decline-every',
      '5',
    );
    const report: Report = JSON.parse(stdout);
    expect(report.orders).toEqual({
      offered: 7,
      cancellations: 1,
      rejected: 1,
      accepted: 5,
      captured: 4,
      declined: 1,
      shipped: 3,
      refunded: 1,
      outOfStock: 1,
      undeliverable: 0,
      open: 0,
    });
    // 8 x 2.55 + 6 x 3.39 + 500 x 3.39 + 1.85, of which the 500 lanterns went back.
    expect(report.money.captured).toEqual({ GBP: 173_759 });
    expect(report.money.refunded).toEqual({ GBP: 169_500 });
    expect(report.stock).toEqual({ initial: 300, shipped: 15, final: 285 });
    expect(report.messages).toMatchObject({ duplicates: 0, retried: 0, deadLettered: 0 });
    expect(report.invariants.filter(({ holds }) => !holds)).toEqual([]);
    expect(code).toBe(0);
  });

  it('holds every invariant under chaos', async () => {
    const chaos = ['--chaos', 'duplicates,reorder,crashes', '--seed', '7', '--undeliverable-every', '2'];
    const { code, stdout } = await demo('--input', orderFile(...ROWS), '--json', ...chaos);
    const report: Report = JSON.parse(stdout);
    expect(report.messages.duplicates).toBeGreaterThan(0);
    expect(report.invariants.filter(({ holds }) => !holds)).toEqual([]);
    expect(code).toBe(0);
  });

  it.each([
    [['--input', 'no-such-file.csv'], 'no-such-file.csv'],
    [['--rate', 'fast'], '--rate is "fast"; it must be a number a second above 0'],
    [['--decline-every', '0'], '--decline-every is "0"; it must be a whole number of at least 1'],
    [['--chaos', 'earthquake'], '--chaos takes duplicates, reorder, crashes, outage'],
    [['--colour'], 'usage: npm run demo'],
  ])('refuses %j before anything is started', async (args, problem) => {
    const { code, stdout, stderr } = await demo(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(problem);
  });

  it('says how it is used when asked', async () => {
    expect(await demo('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('usage: npm run demo') });
  });

  it('says what is wrong with a file of another kind', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'demo-')), 'other.csv');
    writeFileSync(file, 'id,price\n1,2\n');
    const { code, stderr } = await demo('--input', file);
    expect(code).toBe(2);
    expect(stderr).toContain('InvoiceNo');
  });
});
