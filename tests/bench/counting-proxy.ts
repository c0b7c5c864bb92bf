/** Stands between a contender and DynamoDB and counts what goes over the wire, the same way for everyone. */
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Counts {
  /** Requests to DynamoDB. */
  readonly requests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Bytes of the requests' bodies. */
  readonly bytes: number;
  /** Requests to any other service; they are answered as if all went well. */
  readonly others: number;
}

export interface CountingProxy {
  readonly endpoint: string;
  /** What was counted since the last time. */
  take(): Counts;
  stop(): Promise<void>;
}

const NOTHING: Counts = { requests: 0, writeUnits: 0, readUnits: 0, bytes: 0, others: 0 };

const READS: readonly string[] = ['GetItem', 'BatchGetItem', 'Query'];

/** A write unit is a kilobyte of item, begun. */
const UNIT_BYTES = 1_024;

/** `target` is the engine's endpoint. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const agent = new Agent({ keepAlive: true });
  let counts = NOTHING;

  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const operation = operationOf(incoming);
    if (operation === undefined) {
      counts = { ...counts, others: counts.others + 1 };
      outgoing.setHeader('content-type', 'application/x-amz-json-1.0');
      outgoing.end('{"Successful":[],"Failed":[]}');
      return;
    }
    // AWS reports capacity only when asked; asking changes nothing else.
    const asked = JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' });
    const answer = await forward(target, agent, incoming, asked);
    const units = unitsOf(asked, answer.body);
    const isRead = READS.includes(operation);
    counts = {
      ...counts,
      requests: counts.requests + 1,
      bytes: counts.bytes + Buffer.byteLength(body),
      readUnits: counts.readUnits + (isRead ? units : 0),
      writeUnits: counts.writeUnits + (isRead ? 0 : units),
    };
    outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    outgoing.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = counts;
      counts = NOTHING;
      return taken;
    },
    stop: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function operationOf({ headers }: IncomingMessage): string | undefined {
  const [service, operation] = String(headers['x-amz-target']).split('.');
  return service?.startsWith('DynamoDB') ? operation : undefined;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function forward(target: string, agent: Agent, incoming: IncomingMessage, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, 'content-length': Buffer.byteLength(body) };
    const outgoing = request(target, { method: 'POST', agent, headers }, async (response) => {
      resolve({ status: response.statusCode ?? 500, body: await text(response) });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

interface Capacity {
  readonly CapacityUnits: number;
}

interface Reported {
  readonly ConsumedCapacity?: Capacity | Capacity[];
  /** Of statements; a BatchGetItem answers items by table. */
  readonly Responses?: readonly { readonly Error?: { readonly Code?: string } }[] | object;
}

/** What the engine reports, and for each write that was refused what AWS documents: it is charged by its size all the same. */
export function unitsOf(request: string, answer: string): number {
  const { ConsumedCapacity: consumed, Responses: responses }: Reported = JSON.parse(answer);
  const reported = [consumed ?? []].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  if (!Array.isArray(responses)) return reported + refusedUnits(request, answer);
  const statements: { Parameters?: Record<string, string>[] }[] = JSON.parse(request).Statements ?? [];
  return responses.reduce((sum, { Error: refused }, index) => {
    if (refused?.Code !== 'DuplicateItem' && refused?.Code !== 'ConditionalCheckFailed') return sum;
    return sum + unitsOfBytes(itemBytes(byIndex(statements[index]?.Parameters ?? [])));
  }, reported);
}

function byIndex(parameters: readonly Record<string, string>[]): Record<string, Record<string, string>> {
  return Object.fromEntries(parameters.map((parameter, index) => [index, parameter]));
}

function refusedUnits(request: string, answer: string): number {
  if (!answer.includes('ConditionalCheckFailed')) return 0;
  return unitsOfBytes(itemBytes(JSON.parse(request).Item ?? {}));
}

function unitsOfBytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html, for text and numbers. */
function itemBytes(item: Record<string, Record<string, string>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(Object.values(value).join('')),
    0,
  );
}
