/** How a simulated service refuses a request: under AWS's own name for it. */
import { AwsError } from '../../aws/aws-error.ts';

export function refusal(name: string, message: string): AwsError {
  return new AwsError(name, message, { status: 400 });
}
