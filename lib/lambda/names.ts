/**
 * Every form of a name. Services, tables, schedules and events are named in kebab-case (events with a dot); what a logical id, a
 * function's key, a variable or a physical name looks like follows from that, here and nowhere else.
 */

/** A letter begins each word: `a-2b` and `a2b` would be one logical id. */
const KEBAB_CASE = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;

/** `order.placed`, `order-api` and `orderApi` as words; every capital begins one. */
function words(name: string): string[] {
  return name
    .replaceAll(/(?<=[A-Za-z0-9])([A-Z])/g, '.$1')
    .toLowerCase()
    .split(/[.-]/);
}

export function isKebabCase(name: string): boolean {
  return KEBAB_CASE.test(name);
}

/**
 * The beginning of a logical id: `order.placed` -> `OrderPlaced`. The framework makes ids of a function's key, upper-case first; a
 * key in camel case gives the same.
 */
export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The key of a function in `serverless.yml`: `loyalty-mail` -> `loyaltyMail` */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
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

/** The variable that holds the ARN of an event type's topic: `order.placed` is in `TOPIC_ORDER_PLACED`. */
export function topicVariable(eventType: string): string {
  return `TOPIC_${constantCase(eventType)}`;
}

/** The variable that holds the name of one of the service's own tables: `stock2-keep` is in `TABLE_STOCK2_KEEP`. */
export function tableVariable(table: string): string {
  return `TABLE_${constantCase(table)}`;
}
