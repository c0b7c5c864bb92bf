/** Reports in words, for the terminal and for the console's page alike. Without imports at run time: the page is a bundle. */
import type { ArchiveReport, Canary, Moved, Redriven, RedriveReport, Unseen, Verdict } from './reports.ts';

/** `1 message`, `2,500 messages`. */
export function messages(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'message' : 'messages'}`;
}

/** How a person knows a dead-letter queue: `payment`, or `payment (delivery)` for what SNS could not deliver. */
export function sourceName({ service, kind }: { readonly service: string; readonly kind: string }): string {
  return kind === 'delivery' ? `${service} (delivery)` : service;
}

/** What was not seen of a queue; nothing when everything was. */
export function unseenText({ heldElsewhere, notReceived }: Unseen): string {
  const held =
    heldElsewhere === 0
      ? []
      : [`${heldElsewhere.toLocaleString('en')} held by another command; they return within 60 s of its end`];
  const rest = notReceived === 0 ? [] : [`${notReceived.toLocaleString('en')} not received; run the command again`];
  return [...held, ...rest].join(', ');
}

export function hasUnseen({ heldElsewhere, notReceived }: Unseen): boolean {
  return heldElsewhere + notReceived > 0;
}

export function verdictText(verdict: Verdict, causeMessage?: string): string {
  switch (verdict.kind) {
    case 'not applied':
      return 'not applied: safe, the service will act on it';
    case 'already applied':
      return 'already applied: it would change nothing';
    case 'applied, announcement not proved':
      return 'applied, announcement not proved: it would change nothing, and publish what followed; purging it may lose that';
    case 'unreadable':
      return verdict.why === causeMessage
        ? 'unreadable: it will fail again, for the same reason. Edit it, or archive it'
        : `unreadable: it will fail again: ${verdict.why}. Edit it, or archive it`;
  }
}

const ENDS: Readonly<Record<Redriven['end'], string>> = {
  done: '',
  interrupted: 'Interrupted: what was not redriven is where it was. Run the command again to go on.',
  failed: 'Stopped',
  'came-back': 'Stopped: messages came back. Their causes are listed with the dead-lettered messages.',
  refused: 'Stopped: SQS refused messages; they are where they were.',
  'canary-failed': 'Stopped after the canaries: the others are where they were. The causes are listed.',
};

/** One queue of a redrive, a line for each thing there is to say. */
function redrivenLines(one: Redriven): string[] {
  const name = sourceName(one);
  const unseen = hasUnseen(one) ? [`Not seen: ${unseenText(one)}.`] : [];
  if (one.would !== undefined) {
    const { would } = one;
    const first =
      `${name}: a redrive would act on ${would['not applied']}, repeat ${would['already applied']} without effect, ` +
      `announce again what followed from ${would['applied, announcement not proved']}, ` +
      `and fail again on ${would.unreadable}. Nothing was redriven.`;
    return [first, ...unseen];
  }
  const arrived =
    one.arrivedMeanwhile === 0 ? [] : [`${messages(one.arrivedMeanwhile)} arrived after the redrive had begun.`];
  const ending = one.end === 'failed' ? `Stopped: ${one.why ?? 'it could not go on'}.` : ENDS[one.end];
  const lines = [
    `${name}: ${one.redriven} redriven, ${one.how}.`,
    ...(one.canary === undefined ? [] : [canaryText(one.canary)]),
    ...arrived,
    ...unseen,
    ending,
    ...(one.end === 'interrupted' && one.why !== undefined ? [`${one.why}.`] : []),
  ];
  return lines.filter((line) => line !== '');
}

/** `none` is true only of queues that were counted; who wants to be sure lists them. */
export function redriveText({ redriven }: RedriveReport): string {
  if (redriven.length === 0) return 'Nothing redriven: SQS counts no messages in these dead-letter queues.';
  return redriven.map((one) => redrivenLines(one).join('\n  ')).join('\n');
}

function canaryText({ applied, cameBack, undecided }: Canary): string {
  return `Canaries: ${applied} applied, ${cameBack.length} came back, ${undecided.length} undecided.`;
}

/** `done` says what became of them: `purged, archived in DIR`. */
export function archiveText(report: ArchiveReport, done: string): string {
  const total = report.queues.reduce((sum, one) => sum + one.messages, 0);
  const by = report.queues
    .filter((one) => one.messages > 0)
    .map((one) => `${sourceName(one)} ${one.messages}`)
    .join(', ');
  const first = total === 0 ? `No message ${done}.` : `${messages(total)} (${by}) ${done}.`;
  const unseen = report.queues.filter(hasUnseen).map((one) => `${sourceName(one)}: not seen: ${unseenText(one)}.`);
  return [first, ...report.remarks, ...unseen, ...endLines(report)].join('\n');
}

function endLines({ end, why }: ArchiveReport): string[] {
  switch (end) {
    case 'done':
      return [];
    case 'interrupted':
      return ['Interrupted: what was not dealt with is where it was. Run the command again to go on.'];
    case 'failed':
      return [`Stopped: ${why ?? 'it could not go on'}. What was not dealt with is where it was.`];
  }
}

/** In the largest two units: `13 d 4 h`, `5 h 20 min`, `3 min`. */
export function timeLeft(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** Whether all queues were seen whole. */
export function isWhole(queues: readonly (Unseen | Moved)[]): boolean {
  return !queues.some(hasUnseen);
}
