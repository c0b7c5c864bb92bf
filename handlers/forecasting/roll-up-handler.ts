/** The roll-up as a Lambda function that the clock starts. */
import { lambdaJobEnvironment, scheduledHandler } from '../../lib/lambda/scheduled-function.ts';
import { rollUp } from './roll-up.ts';

export const handler = scheduledHandler(rollUp, lambdaJobEnvironment());
