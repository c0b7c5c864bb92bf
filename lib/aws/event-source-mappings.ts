/** What feeds a function from its queue, by Lambda's own record: whether it is paused is its state there, and nowhere else. */
import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { errorName } from './ports.ts';

/** None for a function that does not exist. */
export async function mappingsOf(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<EventSourceMappingConfiguration[]> {
  try {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
    return EventSourceMappings;
  } catch (error) {
    if (/ResourceNotFound/.test(errorName(error))) return [];
    throw error;
  }
}

/** Nothing more is taken from the queue, or will be once the batches under way have ended. */
export function isPaused({ State = '' }: EventSourceMappingConfiguration): boolean {
  return /^Disabl/.test(State);
}
