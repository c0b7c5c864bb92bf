/** Everything that goes wrong in a simulated run, by name, and how often. */
import { seededRandom, seedFor } from '../../lib/clock/seeded.ts';

interface FaultKind {
  /** What happens, in a few words. */
  readonly does: string;
  /** How often it strikes where it can, at its usual strength: from 0 to 1. */
  readonly rate: number;
}

export const FAULTS = {
  crashes: { does: 'a function dies before or after any request it makes', rate: 0.004 },
  'lost answers': { does: 'AWS, the gateway or the carrier did it, and nobody hears of it', rate: 0.006 },
  throttling: { does: 'DynamoDB, SNS or SQS refuses a request', rate: 0.01 },
  conflicts: { does: 'DynamoDB cancels a write for a transaction of somebody else', rate: 0.02 },
  'partial failures': { does: 'one entry of a batch fails, the others do not', rate: 0.02 },
  duplicates: { does: 'SNS or SQS delivers a message twice, a client sends a request twice', rate: 0.03 },
  reordering: { does: 'a queue hands out its messages in any order', rate: 0.5 },
  'late deliveries': { does: 'SNS takes up to 20 minutes to deliver', rate: 0.02 },
  'empty receives': { does: 'a poll finds nothing although there is something', rate: 0.1 },
  slowness: { does: 'a request takes up to 40 seconds, longer than its function has', rate: 0.006 },
  'wrong clocks': { does: 'the clock of a process is wrong by up to 90 seconds', rate: 0.5 },
  outages: { does: 'the gateway or the carrier does not answer for up to an hour', rate: 0.2 },
  pauses: { does: 'an operator pauses a queue for up to three hours', rate: 0.2 },
  redrives: { does: 'an operator redrives a dead-letter queue while orders are under way', rate: 0.5 },
  deployments: { does: 'a new version cannot read one event type, and is rolled back', rate: 0.2 },
  poison: { does: 'a queue gets what is no event of ours, among the others', rate: 0.3 },
  'invalid orders': { does: 'a client sends an order that breaks the contract', rate: 0.05 },
  'reused keys': { does: 'a client sends another order under the same idempotency key', rate: 0.05 },
  'move tasks': { does: 'AWS moves a dead-letter queue back: by the console, or a task', rate: 0.5 },
  'slow consumers': { does: 'for an hour, batches are dealt with after their visibility timeout', rate: 0.2 },
  replays: { does: 'an operator brings a service up to date with events that it may know', rate: 0.2 },
  'old versions': { does: 'the version that is rolled back is so old that it writes no owners', rate: 0.5 },
  expiry: { does: 'a queue is paused until what is in it expires', rate: 0.02 },
  'copies by queues': { does: 'every message is delivered 2, 4 or 11 times under its id, as SQS may do', rate: 1 },
  'copies by topics': { does: 'every event is delivered 2, 4 or 11 times under other message ids', rate: 1 },
} as const satisfies Record<string, FaultKind>;

export type Fault = keyof typeof FAULTS;

export const ALL_FAULTS = Object.keys(FAULTS) as readonly Fault[];

/** Functions die, or AWS does not do what it is asked. */
export const FAULTS_OF_AWS: readonly Fault[] = [
  'crashes',
  'lost answers',
  'throttling',
  'conflicts',
  'partial failures',
  'slowness',
];

/**
 * Each run has faults of its own: some kinds are absent, some are frequent. A bug that one kind of fault hides from another is
 * found that way, which is what makes many short runs better than a long one.
 * Groce et al., Swarm Testing, 2012. https://doi.org/10.1145/2338965.2336763
 */
const HALF = 0.5;
const STRENGTHS = [0, 0, 0.5, 1, 3];

export function ratesFor(seed: number, kinds: readonly Fault[]): Record<string, number> {
  const random = seededRandom(seedFor(seed, 'strength of faults'));
  const drawn = ALL_FAULTS.map((kind) => {
    const strength = STRENGTHS[Math.floor(random() * STRENGTHS.length)] ?? 1;
    return [kind, kinds.includes(kind) ? Math.min(1, FAULTS[kind].rate * strength) : 0] as const;
  });
  const rates: Record<string, number> = Object.fromEntries(drawn);
  const { 'copies by queues': byQueues = 0, 'copies by topics': byTopics = 0 } = rates;
  // What has no owner is announced by each of its copies: of many copies, many more.
  if (byQueues + byTopics > 0) rates['old versions'] = 0;
  // Copies of copies are a hundred for each message, and show nothing more.
  if (byQueues > 0 && byTopics > 0) rates[random() < HALF ? 'copies by queues' : 'copies by topics'] = 0;
  return rates;
}
