/** `GET /forecasts/{sku}`: the demand for a SKU by day, and what is expected of the next seven days. */
import { isWellFormed, MAX_KEY_LENGTH } from '../../events/formats.ts';
import type { DynamoDb } from '../../lib/aws/ports.ts';
import { type Clock, timestamp } from '../../lib/clock/clock.ts';
import { notAvailable } from '../../lib/http/not-available.ts';
import { jsonResponse, Problem } from '../../lib/http/problem.ts';
import type { Route } from '../../lib/http/routing.ts';
import { OWN_TABLE_KEY } from '../../lib/store/transactions.ts';
import { dayAfter, dayOf, SKU_DEMAND, type SkuDemand, type SkuForecast, WINDOW_DAYS } from './sku-demand.ts';

/** Days ahead. */
const HORIZON_DAYS = 7;

/** Gives what is kept of a SKU; `undefined` when nobody ever asked for it. */
export type DemandOf = (sku: string) => Promise<SkuDemand | undefined>;

export interface GetForecastPorts {
  readonly demandOf: DemandOf;
  readonly clock: Clock;
}

export function getForecast({ demandOf, clock }: GetForecastPorts): Route {
  return async ({ pathParameters }, caller) => {
    if (caller.seesOnlyOwn && !caller.scopes.includes(FORECASTS_SCOPE)) throw notForEndUsers();
    const sku = pathParameters?.sku ?? '';
    const demand = await known(sku, demandOf);
    const today = dayOf(timestamp(clock.now()));
    const oldest = dayAfter(today, 1 - WINDOW_DAYS);
    const days = demand.days.filter(({ day }) => day >= oldest);
    // Without demand in the whole window, nothing is expected: the roll-up does not touch such a SKU any more.
    const forecast = days.length === 0 ? undefined : demand.forecast;
    return jsonResponse(200, { sku, demand: days, forecast: forecast === undefined ? null : ahead(forecast, today) });
  };
}

function ahead(forecast: SkuForecast, today: string) {
  const days = Array.from({ length: HORIZON_DAYS }, (_, index) => ({
    day: dayAfter(today, index + 1),
    units: forecast.unitsPerDay,
  }));
  return { ...forecast, days };
}

async function known(sku: string, demandOf: DemandOf): Promise<SkuDemand> {
  const demand = !canBeSku(sku)
    ? undefined
    : await demandOf(sku).catch((cause: unknown) => {
        throw notAvailable('The forecast cannot be read now. Ask again.', cause);
      });
  if (demand !== undefined) return demand;
  const detail = 'There is no demand for such a SKU. Orders are added up once an hour: ask again later.';
  throw new Problem({ status: 404, title: 'Unknown SKU', detail });
}

/** What cannot be one is not looked up: DynamoDB would refuse it, or take half a character for another. */
function canBeSku(text: string): boolean {
  return text !== '' && text.length <= MAX_KEY_LENGTH && isWellFormed(text);
}

/** The scope of a token whose bearer may see what all customers ask for. */
const FORECASTS_SCOPE = 'forecasts:read';

function notForEndUsers(): Problem {
  const detail = `The token's bearer sees only orders of their own. Forecasts need the scope ${FORECASTS_SCOPE}.`;
  return new Problem({ status: 403, title: 'Not permitted', detail });
}

/** The demand that the forecasting service keeps in `table`. */
export function dynamoDbDemand(dynamoDb: Pick<DynamoDb, 'getItem'>, table: string): DemandOf {
  return async (sku) => {
    const { Item } = await dynamoDb.getItem({ TableName: table, Key: { [OWN_TABLE_KEY]: { S: sku } } });
    const text = Item?.[SKU_DEMAND]?.S;
    return text === undefined ? undefined : JSON.parse(text);
  };
}
