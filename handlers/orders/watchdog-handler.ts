/** The watchdog as a Lambda function that the clock starts. */
import { lambdaJobEnvironment, scheduledHandler } from '../../lib/lambda/scheduled-function.ts';
import { watchdog } from './watchdog.ts';

export const handler = scheduledHandler(watchdog, lambdaJobEnvironment());
