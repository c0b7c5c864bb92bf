import fc from 'fast-check';
import { InvalidStockFile, MAX_AVAILABLE, readStockFile } from '../../../handlers/fulfillment/stock-file.ts';

/** What is said of a file that is wrong. */
function problemsOf(csv: string): string {
  try {
    readStockFile(csv);
  } catch (error) {
    if (error instanceof InvalidStockFile) return error.message;
    throw error;
  }
  throw new Error('the file was taken for a good one');
}

describe('a stock file', () => {
  it('gives the level of each SKU', () => {
    expect(readStockFile('sku,available\n85123A,40\n71053,0\n')).toEqual([
      { sku: '85123A', available: 40 },
      { sku: '71053', available: 0 },
    ]);
  });

  it('may come from a spreadsheet: with a byte order mark, CRLF, blanks, quotes and empty lines', () => {
    expect(readStockFile('\uFEFFsku,available\r\n"a, ""b""", 3\r\n\r\n')).toEqual([{ sku: 'a, "b"', available: 3 }]);
  });

  it.each([
    ['', 'the file is empty; its first line must be sku,available'],
    ['SKU;units\n', 'line 1: the first line must be sku,available, not SKU;units'],
    ['sku,available\na\n', 'line 2: it has 1 cells; it needs 2, the SKU and the units available'],
    ['sku,available\n,4\n', 'line 2: the SKU is missing'],
    [`sku,available\n${'a'.repeat(65)},4\n`, 'line 2: the SKU has 65 characters; 64 are the most'],
    ['sku,available\na,1\n\nb,2\na,3\n', 'line 5: the SKU a stands on line 2 already'],
    ['sku,available\n"a,1\n', /^it is no CSV: .*[Qq]uote/],
  ])('like %j is refused with the line and what is wrong', (csv, problem) => {
    expect(problemsOf(csv)).toMatch(problem);
  });

  it.each(['', '-1', '1.5', '1e3', 'many', '0x10', String(MAX_AVAILABLE + 1)])('takes no units like "%s"', (units) => {
    expect(problemsOf(`sku,available\na,${units}\n`)).toBe(
      `line 2: the units available of a are "${units}"; they must be a whole number from 0 to 1000000000000`,
    );
  });

  it('takes the most units there may be', () => {
    expect(readStockFile(`sku,available\na,${MAX_AVAILABLE}\n`)).toEqual([{ sku: 'a', available: MAX_AVAILABLE }]);
  });

  it('names every wrong line, up to twenty', () => {
    const told = problemsOf(`sku,available\n${'a,x\n'.repeat(25)}`).split('\n');
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('… and 5 more');
  });

  it('is read as it was written, whatever the SKUs', () => {
    const sku = fc.string({ minLength: 1, maxLength: 64 }).filter((text) => text === text.trim());
    const levels = fc.uniqueArray(fc.record({ sku, available: fc.nat() }), { selector: (level) => level.sku });
    let read = 0;
    fc.assert(
      fc.property(levels, (written) => {
        const lines = written.map((level) => `"${level.sku.replaceAll('"', '""')}",${level.available}\n`);
        expect(readStockFile(`sku,available\n${lines.join('')}`)).toEqual(written);
        read += written.length;
      }),
    );
    expect(read).toBeGreaterThan(0);
  });
});
