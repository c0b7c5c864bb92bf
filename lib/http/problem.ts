/** Problem documents (RFC 9457): what went wrong, in which fields, and what to do. They never repeat a value of the request. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** One field that is wrong. */
export interface FieldProblem {
  /** JSON pointer into the request's body, as a URI fragment: `#/lines/3/quantity`. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemDetails {
  readonly status: number;
  /** The kind of problem, in a few words; the same for every occurrence. */
  readonly title: string;
  /** This occurrence, and what to do about it. */
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

/** A refusal on its way to the client. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly details: ProblemDetails;
  readonly headers: Readonly<Record<string, string>>;
  constructor(details: ProblemDetails, headers: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(details.title, { cause });
    this.details = details;
    this.headers = headers;
  }
}

export function problemResponse({ details, headers }: Problem): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: details.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ type: 'about:blank', ...details }),
  };
}

export function jsonResponse(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
