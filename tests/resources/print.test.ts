import { copyOfProject, type Project } from '../rig/packaged-project.ts';

let project: Project;
let printed: string;

beforeAll(async () => {
  project = await copyOfProject(
    (yaml) => `${yaml}
resources:
  Resources:
    PaymentQueue:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 600
    GiftsBucket:
      Type: AWS::S3::Bucket
`,
  );
  const { exitCode, stdout } = await project.serverless('print', '--stage', 'dev');
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  printed = stdout;
});
afterAll(() => project.remove());

test.each([
  ['topics', 'OrderPlacedTopic', 'AWS::SNS::Topic'],
  ['queues', 'PaymentQueue', 'AWS::SQS::Queue'],
  ['dead-letter queues', 'PaymentDlq', 'AWS::SQS::Queue'],
  ['subscriptions', 'PaymentOrderPlacedSubscription', 'AWS::SNS::Subscription'],
  ['tables', 'PaymentTable', 'AWS::DynamoDB::Table'],
  ["resources of the user's own", 'GiftsBucket', 'AWS::S3::Bucket'],
])('serverless print shows %s', (_, id, type) => {
  expect(printed).toMatch(new RegExp(`^ {4}${id}:\\n {6}Type: ${type}$`, 'm'));
});

test('what the user wrote is merged over what was derived, and the rest of it stays', () => {
  const [queue = ''] = /^ {4}PaymentQueue:\n(?: {6,}.*\n)+/m.exec(printed) ?? [];
  expect(queue).toContain('VisibilityTimeout: 600');
  expect(queue).toContain('QueueName: fanfare-dev-payment');
});

test('nothing is printed as a reference to something else', () => {
  expect(printed).not.toMatch(/[&*]ref_|\$ref/);
});
