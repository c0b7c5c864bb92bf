import { forecastOf } from '../../../handlers/forecasting/forecast.ts';
import type { DemandDay } from '../../../handlers/forecasting/sku-demand.ts';

const TODAY = '2026-03-01';
const demand = (day: string, ordered: number, takenBack = 0): DemandDay => ({ day, ordered, takenBack, unmet: 0 });
const february = (units: (day: number) => number) =>
  Array.from({ length: 28 }, (_, index) => demand(`2026-02-${String(index + 1).padStart(2, '0')}`, units(index + 1)));

describe('the forecast for a SKU', () => {
  it('is what it sells, when it sells the same every day', () => {
    expect(
      forecastOf(
        february(() => 12),
        TODAY,
      ),
    ).toEqual({
      method: 'exponential-smoothing',
      unitsPerDay: 12,
      madeFrom: '2026-02-28',
    });
  });

  it('follows a change of level by a tenth each day', () => {
    // 10, then 20: 10 + 0.1 x (20 - 10).
    expect(forecastOf([demand('2026-02-27', 10), demand('2026-02-28', 20)], TODAY)?.unitsPerDay).toBe(11);
  });

  it('is size over interval, less the bias of Croston, when it sells now and then', () => {
    const everyFourthDay = february((day) => (day % 4 === 0 ? 8 : 0)).filter(({ ordered }) => ordered > 0);
    // 8 units every 4 days are 2 a day; 1 - 0.1 / 2 of that is 1.9.
    expect(forecastOf(everyFourthDay, TODAY)).toMatchObject({ method: 'croston-sba', unitsPerDay: 1.9 });
  });

  it('takes one demand for one in the time since', () => {
    expect(forecastOf([demand('2026-02-19', 10)], TODAY)).toMatchObject({ method: 'croston-sba', unitsPerDay: 0.95 });
  });

  it('leaves out today, which is not over, and orders that were declined', () => {
    const days = [demand('2026-02-27', 10), demand('2026-02-28', 10, 0), demand(TODAY, 500)];
    expect(forecastOf(days, TODAY)?.unitsPerDay).toBe(10);
    expect(forecastOf([demand('2026-02-28', 10, 10)], TODAY)).toBeUndefined();
  });

  it('is missing as long as nothing was sold on a whole day', () => {
    expect(forecastOf([], TODAY)).toBeUndefined();
    expect(forecastOf([demand(TODAY, 5)], TODAY)).toBeUndefined();
  });
});
