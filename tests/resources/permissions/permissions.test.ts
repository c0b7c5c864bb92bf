import { service as orderApi } from '../../../handlers/order-api/service.ts';
import { pascalCase } from '../../../lib/lambda/names.ts';
import {
  consumersOf,
  functionNamesOf,
  httpFunctionsOf,
  isConsumer,
  scheduledFunctionsOf,
} from '../../../resources/stack/services.ts';
import { topology } from '../../../resources/topology.ts';
import { ACCOUNT_ID, type Account, accountWith } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await accountWith('--stage', 'prod');
});

const services = consumersOf(topology).map((service) => [service.name, service] as const);
const schedules = scheduledFunctionsOf(topology);
const readers = httpFunctionsOf(topology).filter(({ service }) => isConsumer(service));
const functions = functionNamesOf(topology);

/** What is tried on every resource of a type, and may be right for one function only. */
const TRIED = {
  'AWS::SQS::Queue': ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:SendMessage'],
  'AWS::DynamoDB::Table': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'AWS::SNS::Topic': ['sns:Publish'],
  'AWS::Logs::LogGroup': ['logs:PutLogEvents', 'logs:CreateLogStream'],
};

/** What is tried on every resource of a type, and is right for no function. */
const FORBIDDEN = {
  'AWS::SQS::Queue': ['sqs:PurgeQueue', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes', 'sqs:AddPermission'],
  'AWS::DynamoDB::Table': ['dynamodb:Scan', 'dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:UpdateTable'],
  'AWS::SNS::Topic': ['sns:Subscribe', 'sns:DeleteTopic', 'sns:SetTopicAttributes'],
  'AWS::Logs::LogGroup': ['logs:DeleteLogGroup', 'logs:GetLogEvents'],
};

/** Each action and logical id that a function's role is allowed, of those tried. */
async function allowedTo(name: string, tried: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const allowed: string[] = [];
  for (const [type, actions] of Object.entries(tried)) {
    for (const id of account.idsOfType(type)) {
      for (const action of actions) {
        if (await account.roleMay(`${pascalCase(name)}Role`, action, id)) allowed.push(`${action} ${id}`);
      }
    }
  }
  return allowed.sort();
}

function each(actions: readonly string[], ids: readonly string[]): string[] {
  return ids.flatMap((id) => actions.map((action) => `${action} ${id}`));
}

function neededByAnyone(name: string, publishes: readonly string[]): string[] {
  return [
    ...each(
      ['sns:Publish'],
      publishes.map((event) => `${pascalCase(event)}Topic`),
    ),
    ...each(['logs:PutLogEvents', 'logs:CreateLogStream'], [`${pascalCase(name)}LogGroup`]),
  ];
}

function tablesOf(name: string, tables: object = {}): string[] {
  return Object.keys(tables).map((table) => `${pascalCase(name)}${pascalCase(table)}Table`);
}

describe('of everything in the account, a function may touch what it needs, and nothing else', () => {
  test.each(services)('%s: its queue, DLQ, tables, topics and log', async (name, { publishes, tables }) => {
    const own = pascalCase(name);
    const needed = [
      ...each(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'], [`${own}Queue`]),
      `sqs:SendMessage ${own}Dlq`,
      ...each(TRIED['AWS::DynamoDB::Table'], [`${own}Table`, ...tablesOf(name, tables)]),
      ...neededByAnyone(name, publishes),
    ];
    expect(await allowedTo(name, TRIED)).toEqual(needed.sort());
  });

  test('the order API: its table, its topic and its log', async () => {
    const { tables, publishes } = orderApi;
    const needed = [
      ...each(['dynamodb:GetItem', 'dynamodb:PutItem'], tablesOf('order-api', tables)),
      ...neededByAnyone('order-api', publishes),
    ];
    expect(await allowedTo('order-api', TRIED)).toEqual(needed.sort());
  });

  test.each(readers)('$name, which answers over HTTP: reading what its service keeps', async ({ name, service }) => {
    const tables = [`${pascalCase(service.name)}Table`, ...tablesOf(service.name, service.tables)];
    const needed = [...each(['dynamodb:GetItem'], tables), ...neededByAnyone(name, [])];
    expect(await allowedTo(name, TRIED)).toEqual(needed.sort());
  });

  test.each(schedules)(
    '$name, which the clock starts: the records and tables of $service.name',
    async ({ name, service }) => {
      const needed = [
        `dynamodb:GetItem ${pascalCase(service.name)}Table`,
        ...each(['dynamodb:GetItem', 'dynamodb:PutItem'], tablesOf(service.name, service.tables)),
        ...neededByAnyone(name, []),
      ];
      expect(await allowedTo(name, TRIED)).toEqual(needed.sort());
    },
  );

  test.each(functions)('%s may not empty, delete, open or change anything', async (name) => {
    expect(await allowedTo(name, FORBIDDEN)).toEqual([]);
  });
});

test('a first contact, a batch of reads and a check in a transaction are allowed on the records of one’s own', async () => {
  for (const action of ['dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem']) {
    expect([action, await account.roleMay('PaymentRole', action, 'PaymentTable')]).toEqual([action, true]);
    expect([action, await account.roleMay('PaymentRole', action, 'OrdersTable')]).toEqual([action, false]);
  }
});

test('every role in the account is one of those tried', () => {
  const tried = functions.map((name) => `${pascalCase(name)}Role`);
  expect(account.idsOfType('AWS::IAM::Role').sort()).toEqual(tried.sort());
});

test('SNS delivers an event to the queues of those who consume it, sets aside what it cannot, and sends nothing else', async () => {
  const delivered: string[] = [];
  for (const topic of account.idsOfType('AWS::SNS::Topic')) {
    for (const queue of account.idsOfType('AWS::SQS::Queue')) {
      if (await account.topicMay(topic, 'sqs:SendMessage', queue)) delivered.push(`${topic} ${queue}`);
    }
  }
  const declared = services.flatMap(([name, { consumes }]) =>
    consumes.flatMap((event) =>
      ['Queue', 'DeliveryDlq'].map((kind) => `${pascalCase(event)}Topic ${pascalCase(name)}${kind}`),
    ),
  );
  expect(delivered.sort()).toEqual(declared.sort());
});

describe('what a resource refuses whatever else is allowed', () => {
  const overHttp = { 'aws:SecureTransport': 'false' };

  test('plain HTTP, from the role that may otherwise, and from an administrator', async () => {
    expect(await account.roleMay('PaymentRole', 'sns:Publish', 'PaymentCapturedTopic', overHttp)).toBe(false);
    expect(await account.roleMay('PaymentRole', 'sqs:ReceiveMessage', 'PaymentQueue', overHttp)).toBe(false);
    for (const queue of account.idsOfType('AWS::SQS::Queue')) {
      expect([queue, await account.administratorMay('sqs:SendMessage', queue, overHttp)]).toEqual([queue, false]);
    }
  });

  test('an event from an administrator: only its publishers may publish it', async () => {
    for (const topic of account.idsOfType('AWS::SNS::Topic')) {
      expect([topic, await account.administratorMay('sns:Publish', topic)]).toEqual([topic, false]);
    }
  });

  test('a message from an administrator: only operators send by hand', async () => {
    for (const queue of account.idsOfType('AWS::SQS::Queue')) {
      expect([queue, await account.administratorMay('sqs:SendMessage', queue)]).toEqual([queue, false]);
    }
  });

  test('a subscription of an administrator to anything but the queues of an event’s consumers', async () => {
    const endpoint = (id: string) => ({ 'sns:Endpoint': account.arnOf(id), 'sns:Protocol': 'sqs' });
    const elsewhere = { 'sns:Endpoint': 'https://evil.example', 'sns:Protocol': 'https' };
    for (const topic of account.idsOfType('AWS::SNS::Topic')) {
      expect([topic, await account.administratorMay('sns:Subscribe', topic, elsewhere)]).toEqual([topic, false]);
    }
    const may = (queue: string) => account.administratorMay('sns:Subscribe', 'PaymentDeclinedTopic', endpoint(queue));
    expect([await may('InvoiceQueue'), await may('RewardsQueue')]).toEqual([true, false]);
  });

  test('a look of the watchdog at what customers ordered: it may query what is open, and no more', async () => {
    const queried = account
      .rolePolicies('OrdersWatchdogRole')
      .flatMap((policy) => JSON.stringify(policy).match(/index\/\w+/g));
    expect(queried).toEqual(['index/open']);
  });

  test('but an administrator may look into a DLQ and redrive it', async () => {
    for (const action of ['sqs:ReceiveMessage', 'sqs:StartMessageMoveTask']) {
      expect([action, await account.administratorMay(action, 'PaymentDlq')]).toEqual([action, true]);
    }
  });
});

test('operators send to every queue by hand, as a redrive does, and nobody else', async () => {
  const operators = `arn:aws:iam::*:role/aws-reserved/*/AWSReservedSSO_Operators_*`;
  const named = await accountWith(
    '--stage',
    'prod',
    '--param',
    `operators=${operators.replace('::*:', `::${ACCOUNT_ID}:`)}`,
  );
  const operator = `arn:aws:iam::${ACCOUNT_ID}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef`;
  for (const queue of named.idsOfType('AWS::SQS::Queue')) {
    const may = [
      await named.principalMay(operator, 'sqs:SendMessage', queue),
      await named.administratorMay('sqs:SendMessage', queue),
    ];
    expect([queue, ...may]).toEqual([queue, true, false]);
  }
});
