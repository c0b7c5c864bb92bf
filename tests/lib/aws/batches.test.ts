import fc from 'fast-check';
import { batchesOf } from '../../../lib/aws/batches.ts';

const limits = { maxEntries: 10, maxBytes: 100 };

describe('batches', () => {
  it('keep every entry, in order, within both limits', () => {
    let split = 0;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 60 }), (sizes) => {
        const batches = batchesOf(sizes, limits, (size) => size);
        expect(batches.flat()).toEqual(sizes);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100);
        }
        if (batches.length > 1) split += 1;
      }),
    );
    expect(split).toBeGreaterThan(0);
  });

  it('are as full as the limits allow', () => {
    expect(batchesOf(new Array(25).fill(1), limits, (size) => size).map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(batchesOf([60, 40, 1], limits, (size) => size)).toEqual([[60, 40], [1]]);
  });

  it('let an entry beyond the limit go alone', () => {
    expect(batchesOf([1, 500, 1], limits, (size) => size)).toEqual([[1], [500], [1]]);
  });
});
