/** Runs a handler for so many batches with the network taken out, and says how much CPU time it took. */
import { EventEmitter } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import type { SQSEvent } from 'aws-lambda';

const [, , file = '', batches = '1', eventsFile = ''] = process.argv;

/** What every request is answered: a batch of statements that all succeeded, or a write that did. */
const SUCCESS = Buffer.from(JSON.stringify({ Responses: Array.from({ length: 10 }, () => ({ TableName: 't' })) }));

/** As much of a request as an AWS client uses; its answer comes in the next turn of the event loop, as bytes. */
class StubbedRequest extends EventEmitter {
  readonly #answered: (response: Readable) => void;
  constructor(answered: (response: Readable) => void) {
    super();
    this.#answered = answered;
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  destroy(): this {
    return this;
  }
  write(): boolean {
    return true;
  }
  end(): this {
    setImmediate(() =>
      this.#answered(Object.assign(Readable.from([SUCCESS]), { statusCode: 200, headers: JSON_HEADERS })),
    );
    return this;
  }
}

const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** `request(url, options, answered)` or `request(options, answered)`. */
function stubbed(...given: unknown[]): StubbedRequest {
  const answered = given.findLast((each) => typeof each === 'function');
  const request = new StubbedRequest((response) => {
    if (answered === undefined) request.emit('response', response);
    else Reflect.apply(answered, undefined, [response]);
  });
  return request;
}
Reflect.set(http, 'request', stubbed);

async function main(): Promise<void> {
  const events: SQSEvent = JSON.parse(process.getBuiltinModule('node:fs').readFileSync(eventsFile, 'utf8'));
  const { handler } = process.getBuiltinModule('node:module').createRequire(file)(file);
  for (let batch = 0; batch < Number(batches); batch += 1) {
    const { batchItemFailures } = await handler(structuredClone(events), CONTEXT);
    if (batchItemFailures.length > 0) throw new Error(`${file} failed ${batchItemFailures.length} messages`);
  }
  process.stderr.write(`cpu ${process.cpuUsage().user + process.cpuUsage().system}\n`);
  process.exit();
}

const CONTEXT = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 30_000 };

void main();
