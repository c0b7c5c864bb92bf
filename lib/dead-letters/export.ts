/** Dead-lettered messages as CSV (RFC 4180), for a spreadsheet. */
import type { Peeked } from './reports.ts';

const COLUMNS: Readonly<Record<string, (message: Peeked) => string | undefined>> = {
  service: ({ service }) => service,
  queue: ({ kind }) => kind,
  group: ({ group }) => group,
  class: ({ cause }) => cause.class,
  message: ({ cause }) => cause.message,
  attempts: ({ cause }) => cause.attempts?.toString(),
  eventType: ({ eventType }) => eventType,
  eventId: ({ eventId }) => eventId,
  subject: ({ subject }) => subject,
  messageId: ({ messageId }) => messageId,
  sentAt: ({ sentAt }) => sentAt,
  expires: ({ expires }) => expires,
  redriveWould: ({ redriveWould }) => redriveWould.kind,
  body: ({ body }) => (typeof body === 'string' ? body : JSON.stringify(body)),
};

export function csvOf(messages: readonly Peeked[]): string {
  const rows = messages.map((message) => Object.values(COLUMNS).map((cellOf) => cell(cellOf(message) ?? '')));
  return [Object.keys(COLUMNS), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula begins with an apostrophe. https://owasp.org/www-community/attacks/CSV_Injection */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
