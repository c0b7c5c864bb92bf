/** Every name in one place: logical ids, physical names and environment variables follow from a service's or an event's name. */

/** `order.placed`, `order-api` and `orderApi` as words. */
function words(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1.$2')
    .toLowerCase()
    .split(/[.-]/);
}

/** `order.placed` -> `OrderPlaced` */
export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `order.placed` -> `order-placed` */
export function kebabCase(name: string): string {
  return words(name).join('-');
}

/** `order.placed` -> `ORDER_PLACED` */
export function constantCase(name: string): string {
  return words(name).join('_').toUpperCase();
}

/** `fanfare-prod`, `payment`, `dlq` -> `fanfare-prod-payment-dlq` */
export function physicalName(prefix: string, ...parts: readonly string[]): string {
  return [prefix, ...parts.map(kebabCase)].join('-');
}

/** Logical ids. They never change for a given declaration: CloudFormation would replace the resource. */
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
