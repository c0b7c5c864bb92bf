import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { getForecast } from '../../../handlers/forecasting/get-forecast.ts';
import type { SkuDemand } from '../../../handlers/forecasting/sku-demand.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import { makeApi, startApiEngines, stopApiEngines } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

const SERVICE = { id: 'shop', seesOnlyOwn: false, scopes: [] };
const demand: SkuDemand = {
  days: [{ day: '2026-01-30', ordered: 6, takenBack: 0, unmet: 1 }],
  forecast: { method: 'croston-sba', unitsPerDay: 1.9, madeFrom: '2026-01-30' },
};

async function ask(now: string, known: SkuDemand | undefined = demand) {
  const ports = { demandOf: async () => known, clock: { ...systemClock, now: () => Date.parse(now) } };
  const { body = '' } = await getForecast(ports)(
    { pathParameters: { sku: '85123A' } } as never,
    SERVICE,
    () => undefined,
  );
  return JSON.parse(body);
}

describe('GET /forecasts/{sku}', () => {
  it('shows the demand by day, and what the next seven days will ask for', async () => {
    const { sku, demand: days, forecast } = await ask('2026-01-31T12:00:00.000Z');
    expect({ sku, days }).toEqual({ sku: '85123A', days: demand.days });
    expect(forecast).toMatchObject({ method: 'croston-sba', unitsPerDay: 1.9, madeFrom: '2026-01-30' });
    expect(forecast.days.map(({ day }: { day: string }) => day)).toEqual([
      '2026-02-01',
      '2026-02-02',
      '2026-02-03',
      '2026-02-04',
      '2026-02-05',
      '2026-02-06',
      '2026-02-07',
    ]);
  });

  it('expects nothing of a SKU that nobody asked for in eight weeks', async () => {
    expect(await ask('2026-03-27T12:00:00.000Z')).toEqual({ sku: '85123A', demand: [], forecast: null });
    expect((await ask('2026-03-26T12:00:00.000Z')).forecast).not.toBeNull();
  });

  it('does not know a SKU that nobody ever ordered', async () => {
    const api = await makeApi();
    const { status, body } = await api.send(forecastRequest());
    expect({ status, title: body.title }).toEqual({ status: 404, title: 'Unknown SKU' });
  });

  it.each([
    ['has a character more than a SKU', 'x'.repeat(65)],
    ['has as many characters as DynamoDB takes bytes, and one more', 'x'.repeat(2_049)],
    ['ends in half a character', 'victim\ud800'],
    ['begins with half a character', '\udc00victim'],
    ['is empty', ''],
  ])('is not looked up for what %s', async (_, sku) => {
    const asked: string[] = [];
    const demandOf = async (wanted: string) => {
      asked.push(wanted);
      return undefined;
    };
    const route = getForecast({ demandOf, clock: systemClock });
    const request = forecastRequest(undefined, sku) as unknown as APIGatewayProxyEventV2;
    await expect(route(request, SERVICE, () => undefined)).rejects.toMatchObject({ details: { status: 404 } });
    expect(asked).toEqual([]);
  });

  it('is not for end users, unless their token says so', async () => {
    const api = await makeApi();
    const withScope = (scope?: string) => ({ jwt: { claims: { sub: 'alice', scope } } });
    expect((await api.send(forecastRequest(withScope()))).status).toBe(403);
    expect((await api.send(forecastRequest(withScope('orders:read')))).status).toBe(403);
    expect((await api.send(forecastRequest(withScope('orders:read forecasts:read')))).status).toBe(404);
  });
});

function forecastRequest(authorizer: object = { iam: { userArn: 'shop' } }, sku = '85123A') {
  return {
    version: '2.0',
    routeKey: 'GET /forecasts/{sku}',
    headers: {},
    pathParameters: { sku },
    requestContext: { http: { method: 'GET', path: '/forecasts/85123A' }, authorizer },
  };
}
