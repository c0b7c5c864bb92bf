/** The deployed API, called as a service with an IAM role calls it: every request signed (Signature Version 4). */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import aws4 from 'aws4';

export interface SignedAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export class SignedApi {
  readonly #id: string;
  readonly #region: string;
  readonly #endpoint: URL | undefined;

  /** `endpoint` is an emulator's; on AWS there is none. */
  constructor(id: string, region: string, endpoint?: string) {
    this.#id = id;
    this.#region = region;
    this.#endpoint = endpoint === undefined ? undefined : new URL(endpoint);
  }

  post(path: string, body: unknown, idempotencyKey: string): Promise<SignedAnswer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    return this.#send({ method: 'POST', path, headers, body: JSON.stringify(body) });
  }

  get(path: string): Promise<SignedAnswer> {
    return this.#send({ method: 'GET', path, headers: {} });
  }

  #send(call: { method: string; path: string; headers: Record<string, string>; body?: string }): Promise<SignedAnswer> {
    const endpoint = this.#endpoint;
    const host = endpoint
      ? `${this.#id}.execute-api.localhost:${endpoint.port}`
      : `${this.#id}.execute-api.${this.#region}.amazonaws.com`;
    const { headers } = aws4.sign({ ...call, host, service: 'execute-api', region: this.#region });
    const to = endpoint ? { host: endpoint.hostname, port: endpoint.port } : { host };
    const request = (endpoint ? httpRequest : httpsRequest)({ ...to, ...call, headers: { ...headers } });
    return new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', async (response) => {
        const text = Buffer.concat(await Array.fromAsync(response)).toString();
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text || '{}') });
      });
      request.end(call.body);
    });
  }
}
