/** What was asked for on one day, added up from the orders of that day. */

import type { ForecastingFacts } from './forecasting.ts';
import type { DemandDay } from './sku-demand.ts';

/** By SKU. Adding up the same orders again gives the same totals, so a roll-up may be repeated at any time. */
export class DayTotals {
  readonly day: string;
  readonly #bySku = new Map<string, DemandDay>();

  constructor(day: string) {
    this.day = day;
  }

  add({ placed, isTakenBack, unmet = [] }: ForecastingFacts): void {
    if (placed?.day !== this.day) return;
    for (const { sku, quantity } of placed.units) {
      this.#change(sku, (of) => ({
        ...of,
        ordered: of.ordered + quantity,
        takenBack: of.takenBack + (isTakenBack ? quantity : 0),
      }));
    }
    for (const { sku, quantity } of unmet) this.#change(sku, (of) => ({ ...of, unmet: of.unmet + quantity }));
  }

  get bySku(): ReadonlyMap<string, DemandDay> {
    return this.#bySku;
  }

  #change(sku: string, change: (total: DemandDay) => DemandDay): void {
    this.#bySku.set(sku, change(this.#bySku.get(sku) ?? { day: this.day, ordered: 0, takenBack: 0, unmet: 0 }));
  }
}
