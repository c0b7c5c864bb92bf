/** What forecasting answers over HTTP. */
import { type HttpEnvironment, type HttpHandler, httpHandler } from '../../lib/http/http-handler.ts';
import { type DemandOf, getForecast } from './get-forecast.ts';
import type { service } from './service.ts';

export function forecastingApi(ports: { readonly demandOf: DemandOf } & HttpEnvironment): HttpHandler {
  return httpHandler<typeof service>({ 'GET /forecasts/{sku}': getForecast(ports) }, ports);
}
