/** Whether an account has the concurrency that the services of a stage may take together. */
import { consumersOf, type Topology } from '../stack/services.ts';

/** Left for functions that answer callers, and for those that the clock starts. */
const FOR_THE_REST = 10;

/**
 * A warning, or nothing. A service that is throttled loses no message at once, but each throttled delivery counts as an attempt.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function concurrencyWarning(limit: number, topology: Topology): string | undefined {
  const consumers = consumersOf(topology).reduce((sum, { maximumConcurrency }) => sum + maximumConcurrency, 0);
  const needed = consumers + FOR_THE_REST;
  if (limit >= needed) return undefined;
  return (
    `The account runs ${limit} functions at once, and this stage may want ${needed}: under load some are throttled, which uses up attempts of ` +
    'their messages. Ask for more in Service Quotas (Lambda, concurrent executions), or lower maximumConcurrency of some services.'
  );
}
