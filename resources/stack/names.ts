/** Logical ids and how they follow from the name of a service or an event. They never change for a given declaration: CloudFormation would replace the resource. */
import { pascalCase } from '../../lib/lambda/names.ts';

export const idOf = {
  topic: (event: string) => `${pascalCase(event)}Topic`,
  topicPolicy: (event: string) => `${pascalCase(event)}TopicPolicy`,
  queue: (service: string) => `${pascalCase(service)}Queue`,
  dlq: (service: string) => `${pascalCase(service)}Dlq`,
  deliveryDlq: (service: string) => `${pascalCase(service)}DeliveryDlq`,
  policy: (queueId: string) => `${queueId}Policy`,
  subscription: (service: string, event: string) => `${pascalCase(service)}${pascalCase(event)}Subscription`,
  /** The table of a service's records, or one of its other tables. */
  table: (service: string, table = '') => `${pascalCase(service)}${pascalCase(table)}Table`,
  role: (service: string) => `${pascalCase(service)}Role`,
  alarm: (owner: string, trouble: string) => `${pascalCase(owner)}${trouble}Alarm`,
  /** These two are the framework's. */
  function: (service: string) => `${pascalCase(service)}LambdaFunction`,
  logGroup: (service: string) => `${pascalCase(service)}LogGroup`,
} as const;

/** The framework's own ids around the HTTP API. */
export const API_ID = 'HttpApi';
export const API_STAGE_ID = 'HttpApiStage';
export const API_LOG_GROUP_ID = 'HttpApiLogGroup';
