import type { DynamoDb, Sns } from '../../../lib/aws/ports.ts';
import { type ApiRig, type Faults, makeApi, startApiEngines, stopApiEngines, validOrder } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

let isDown = true;
beforeEach(() => {
  isDown = true;
});

const down = () => Promise.reject(Object.assign(new Error('of 12 Long Lane'), { name: 'InternalServerError' }));

const snsIsDown = (real: Sns): Sns => ({ publishBatch: (input) => (isDown ? down() : real.publishBatch(input)) });
const snsTakesNoEntry = (real: Sns): Sns => ({
  publishBatch: async (input) => (isDown ? { Failed: [{ Id: '0', Code: 'InternalError' }] } : real.publishBatch(input)),
});
const dynamoDbIsDown = (real: DynamoDb): DynamoDb => ({
  ...real,
  putItem: (input) => (isDown ? down() : real.putItem(input)),
  getItem: (input) => (isDown ? down() : real.getItem(input)),
});
const dynamoDbLosesItsAnswer = (real: DynamoDb): DynamoDb => ({
  ...real,
  putItem: async (input) => {
    const output = await real.putItem(input);
    return isDown ? down() : output;
  },
});

const dynamoDbIsSilent = (real: DynamoDb): DynamoDb => ({
  ...real,
  putItem: (input) => (isDown ? new Promise(() => undefined) : real.putItem(input)),
});

const outages: [string, Faults, number][] = [
  ['SNS does not answer', { sns: snsIsDown }, 1],
  ['SNS takes the batch and not the entry', { sns: snsTakesNoEntry }, 1],
  ['DynamoDB does not answer', { dynamoDb: dynamoDbIsDown }, 0],
  ['DynamoDB does not answer before the function ends', { dynamoDb: dynamoDbIsSilent, remainingMs: 1_500 }, 0],
  ['DynamoDB stores the key and its answer is lost', { dynamoDb: dynamoDbLosesItsAnswer }, 1],
];

describe.each(outages)('placing an order while %s', (_, faults, remembered) => {
  let api: ApiRig;
  beforeEach(async () => {
    api = await makeApi(faults);
  });

  it('answers 503 and when to come again, and announces nothing', async () => {
    const { status, headers, body } = await api.post(validOrder, { key: 'key-1' });
    expect(status).toBe(503);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(JSON.stringify([body, api.lines])).not.toContain('Long Lane');
    expect(await api.announced()).toEqual([]);
    expect(await api.remembered()).toBe(remembered);
  });

  it('lets the retry announce the order once, under the id that it always has', async () => {
    await api.post(validOrder, { key: 'key-1' });
    isDown = false;
    const { status, body } = await api.post(validOrder, { key: 'key-1' });
    expect(status).toBe(202);
    const untroubled = await makeApi();
    expect(await untroubled.post(validOrder, { key: 'key-1' })).toMatchObject({ status: 202, body });
    const [expected] = await untroubled.announced();
    expect(await api.announced()).toEqual([expect.objectContaining({ id: expected?.id, subject: body.orderId })]);
  });
});

it('what is stored under a key and cannot be read is an outage, not another order', async () => {
  const unreadable = Object.assign(new Error(), { name: 'ConditionalCheckFailedException' });
  const api = await makeApi({ dynamoDb: (real) => ({ ...real, putItem: () => Promise.reject(unreadable) }) });
  expect((await api.post(validOrder)).status).toBe(503);
  expect(await api.announced()).toEqual([]);
  expect(api.lines).toContainEqual(expect.objectContaining({ level: 'error', code: 'BrokenAnnouncement' }));
});

it('looking at an order while DynamoDB does not answer is 503, and the retry shows what there is', async () => {
  const api = await makeApi({ dynamoDb: dynamoDbIsDown });
  const orderId = '202e4311-a38e-5ffb-9e6d-4a0f1171e70e';
  const { status, headers } = await api.get(orderId);
  expect(status).toBe(503);
  expect(headers['retry-after']).toMatch(/^\d+$/);
  isDown = false;
  expect((await api.get(orderId)).status).toBe(404);
});
