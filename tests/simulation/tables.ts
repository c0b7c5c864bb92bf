/** Names of the tables in a simulated stack. */

/** The idempotency keys of the order API. */
export const ANNOUNCEMENTS = 'announcements';

/** A table of a service's own, beside its records, which are in the table named after it. */
export function ownTable(service: string, table: string): string {
  return `${service}-${table}`;
}
