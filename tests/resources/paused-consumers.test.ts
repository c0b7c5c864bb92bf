import { LambdaClient } from '@aws-sdk/client-lambda';
import { startLambdaEndpoint } from '../../lib/local/lambda-endpoint.ts';
import { keptPaused, pausedFunctions } from '../../resources/plugins/paused-consumers-plugin.ts';
import { compile } from '../rig/packaged-project.ts';

const MAPPINGS = ['payment', 'invoice'].map((service) => ({
  settings: {
    logicalId: service,
    functionName: `fanfare-dev-${service}`,
    queueArn: `arn:aws:sqs:eu-west-1:000000000000:fanfare-dev-${service}`,
    functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:fanfare-dev-${service}`,
  },
  isRunning: service !== 'payment',
}));

test('a consumer that was paused stays paused when the stack is deployed, whatever else changes', async () => {
  const { Resources } = await compile('--stage', 'dev');
  const invoke = () => Promise.reject(new Error('nothing is invoked'));
  const endpoint = await startLambdaEndpoint(0, { mappings: MAPPINGS as never, invoke });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = new LambdaClient({ region: 'eu-west-1', endpoint: endpoint.url, credentials });
  const paused = await pausedFunctions(lambda, Resources);
  lambda.destroy();
  await endpoint.stop();
  expect(paused).toEqual(['fanfare-dev-payment']);

  const kept = keptPaused(Resources, paused);
  const disabled = Object.entries(kept).filter(([, { Properties }]) => Properties?.Enabled === false);
  expect(disabled.map(([id]) => id)).toEqual(['PaymentEventSourceMappingSQSPaymentQueue']);
  expect(Object.keys(kept)).toEqual(Object.keys(Resources));
});
