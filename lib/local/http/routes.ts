/** The routes of the HTTP API, and which of them a request takes. */
import { isJsonObject, type Json, numberOf, textOf } from '../template/json.ts';
import type { Resource, Stack } from '../template/stack.ts';

export interface Route {
  /** Such as `GET /orders/{id}`. */
  readonly key: string;
  readonly functionName: string;
  readonly integrationTimeoutMs: number;
}

export interface Match {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** API Gateway waits at most this long for a function. */
const INTEGRATION_TIMEOUT_MS = 30_000;

const GREEDY = /^\{([^}]+)\+\}$/;
const VARIABLE = /^\{([^}]+)\}$/;

export function routesOf(stack: Stack): Route[] {
  return stack.resources('AWS::ApiGatewayV2::Route').map(({ logicalId, properties }) => {
    const target = textOf(properties.Target, `${logicalId}.Target`);
    const integration = stack
      .resources('AWS::ApiGatewayV2::Integration')
      .find(({ ref }) => target === `integrations/${ref}`);
    if (integration === undefined) throw new Error(`${logicalId} leads to ${target}, which is not in the template`);
    return {
      key: textOf(properties.RouteKey, `${logicalId}.RouteKey`),
      functionName: functionNameOf(integration, stack),
      integrationTimeoutMs: numberOf(
        integration.properties.TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS,
        `${integration.logicalId}.TimeoutInMillis`,
      ),
    };
  });
}

/** The most specific route: a literal before a variable before a greedy one, a method before `ANY`, `$default` last. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const [best] = routes
    .flatMap((route) => candidate(route, method, path) ?? [])
    .sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return best?.match;
}

interface Candidate {
  readonly match: Match;
  /** Compares as text; the lesser is the more specific. */
  readonly rank: string;
}

function candidate(route: Route, method: string, path: string): Candidate | undefined {
  if (route.key === '$default') return { match: { route, pathParameters: {} }, rank: '9' };
  const [routeMethod = '', template = ''] = route.key.split(' ');
  if (routeMethod !== method && routeMethod !== 'ANY') return undefined;
  const fit = fitPath(template.split('/'), path.split('/'));
  if (fit === undefined) return undefined;
  const rank = fit.rank + (routeMethod === 'ANY' ? '1' : '0');
  return { match: { route, pathParameters: fit.parameters }, rank };
}

function fitPath(template: readonly string[], path: readonly string[]) {
  const parameters: Record<string, string> = {};
  let rank = '';
  for (const [index, part] of template.entries()) {
    const greedy = GREEDY.exec(part)?.[1];
    if (greedy !== undefined) {
      if (path.length <= index) return undefined;
      return { parameters: { ...parameters, [greedy]: decoded(path.slice(index).join('/')) }, rank: `${rank}2` };
    }
    const segment = path[index];
    const variable = VARIABLE.exec(part)?.[1];
    if (segment === undefined || (variable === undefined && part !== segment) || (variable && segment === ''))
      return undefined;
    if (variable !== undefined) parameters[variable] = decoded(segment);
    rank += variable === undefined ? '0' : '1';
  }
  return template.length === path.length ? { parameters, rank } : undefined;
}

/** A stray percent sign is no reason to refuse a request. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** An integration names the function's ARN, alone or inside of API Gateway's own path to it. The name of one may begin that of another. */
function functionNameOf({ logicalId, properties }: Resource, stack: Stack): string {
  const uri = uriText(properties.IntegrationUri, logicalId);
  const declared = stack
    .resources('AWS::Lambda::Function')
    .find(({ attributes: { Arn = uri } }) => uri.endsWith(Arn) || uri.includes(`${Arn}/`));
  if (declared !== undefined) return declared.ref;
  throw new Error(`${logicalId} leads to ${uri}, which is not a function of the template`);
}

function uriText(uri: Json | undefined, logicalId: string): string {
  if (isJsonObject(uri)) throw new Error(`${logicalId}.IntegrationUri is not text: ${JSON.stringify(uri)}`);
  return textOf(uri, `${logicalId}.IntegrationUri`);
}
