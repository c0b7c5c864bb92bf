/**
 * Commits that draw numbers from one counter, each the next: those of one turn of the event loop travel in one transaction, which
 * moves the counter once for all of them. So a series without gaps costs one transaction for a batch, not one for an order.
 */
import type { CancellationReason, DynamoDb } from '../aws/ports.ts';
import type { EndOfTurn } from './first-contacts.ts';
import { type AdvanceWrite, drawsIn, type Refusal } from './joined-write.ts';
import type { Commit, CommitResult } from './record-store.ts';
import {
  actionOf,
  actionOfRecord,
  type Conflict,
  failedCondition,
  numbersOf,
  reasonsOf,
  type TableNames,
  transientReason,
} from './transactions.ts';

/** DynamoDB takes 100 actions and 4 MB in a transaction; with so many records and characters both are far. */
const MAX_COMMITS = 50;
const MAX_CHARACTERS = 1_000_000;

type Transact = (commit: Commit) => Promise<CommitResult>;

interface Pending {
  readonly commit: Commit;
  readonly draws: readonly AdvanceWrite[];
  readonly resolve: (result: CommitResult | Promise<CommitResult>) => void;
  readonly reject: (error: unknown) => void;
}

export interface SharedTransactions {
  readonly dynamoDb: DynamoDb;
  readonly records: string;
  readonly tables: TableNames;
  readonly conflict: Conflict;
  /** Commits one alone. */
  readonly transact: Transact;
  readonly endOfTurn: EndOfTurn;
}

/** Commits with draws only are gathered; any other goes alone, at once. */
export function sharedTransactions(shared: SharedTransactions): Transact {
  let pending: Pending[] = [];
  const flush = async (): Promise<void> => {
    const all = pending;
    pending = [];
    // One after another: two at once would only get in each other's way, at the counter.
    for (const chain of chainsOf(all)) await commitTogether(chain, shared);
  };
  return (commit) => {
    const draws = drawsIn(commit.join);
    if (draws === undefined) return shared.transact(commit);
    return new Promise((resolve, reject) => {
      if (pending.length === 0) shared.endOfTurn(() => void flush());
      pending.push({ commit, draws, resolve, reject });
    });
  };
}

/** In the order of the numbers: each chain draws without a hole, and fits into a transaction. */
function chainsOf(all: readonly Pending[]): Pending[][] {
  const sorted = all.toSorted((left, right) => (left.draws[0]?.from ?? 0) - (right.draws[0]?.from ?? 0));
  const chains: Pending[][] = [];
  let next = new Map<string, number>();
  let characters = 0;
  for (const one of sorted) {
    const size = JSON.stringify(one.commit.next.facts).length;
    const chain = chains.at(-1);
    const fits = chain !== undefined && chain.length < MAX_COMMITS && characters + size <= MAX_CHARACTERS;
    if (
      chain !== undefined &&
      fits &&
      one.draws.every((draw) => (next.get(counterOf(draw)) ?? draw.from) === draw.from)
    ) {
      chain.push(one);
      characters += size;
    } else {
      chains.push([one]);
      next = new Map();
      characters = size;
    }
    for (const draw of one.draws) next.set(counterOf(draw), draw.to);
  }
  return chains;
}

function counterOf({ table, key, attribute }: AdvanceWrite): string {
  return `${table} ${key} ${attribute}`;
}

/** Settles every commit of the chain; it never rejects itself. */
async function commitTogether(chain: readonly Pending[], shared: SharedTransactions): Promise<void> {
  const [only] = chain;
  if (only !== undefined && chain.length === 1) {
    only.resolve(shared.transact(only.commit));
    return;
  }
  const { dynamoDb, records, tables } = shared;
  const draws = mergedDraws(chain);
  try {
    await dynamoDb.transactWriteItems({
      TransactItems: [
        ...chain.map(({ commit }) => actionOfRecord(commit, records)),
        ...[...draws.values()].map((draw) => actionOf(draw, tables)),
      ],
    });
    for (const { resolve } of chain) resolve({ kind: 'committed' });
  } catch (error) {
    try {
      await settleRefused(chain, draws, reasonsOf(error, records), shared);
    } catch (failure) {
      for (const { reject } of chain) reject(failure);
    }
  }
}

/** From the first number that anybody draws of a counter to the last. */
function mergedDraws(chain: readonly Pending[]): Map<string, AdvanceWrite> {
  const merged = new Map<string, AdvanceWrite>();
  for (const draw of chain.flatMap(({ draws }) => draws)) {
    const { from } = merged.get(counterOf(draw)) ?? draw;
    merged.set(counterOf(draw), { ...draw, from });
  }
  return merged;
}

async function settleRefused(
  chain: readonly Pending[],
  draws: ReadonlyMap<string, AdvanceWrite>,
  reasons: readonly CancellationReason[],
  shared: SharedTransactions,
): Promise<void> {
  const busy = transientReason(reasons, shared.records);
  if (busy !== undefined) throw busy;
  const found = new Map<string, number>();
  [...draws].forEach(([counter, draw], index) => {
    const reason = reasons[chain.length + index];
    if (failedCondition(reason)) found.set(counter, numbersOf(reason?.Item)?.[draw.attribute] ?? 0);
  });
  for (const [index, { commit, draws: own, resolve }] of chain.entries()) {
    const reason = reasons[index];
    const refusals = own.flatMap((write) => refusalOf(write, draws, found));
    if (failedCondition(reason)) resolve(shared.conflict(commit.next.subject, reason?.Item));
    else if (refusals.length > 0) resolve({ kind: 'refused', refusals });
    // Nothing was wrong with this one: another's record was in the way. Alone, it fails nobody.
    else await shared.transact(commit).then(resolve);
  }
}

/**
 * What this one finds is what the counter will have when those before it have drawn: all of them come back at once, and draw the
 * same numbers, one after another, from where the counter is.
 */
function refusalOf(
  write: AdvanceWrite,
  draws: ReadonlyMap<string, AdvanceWrite>,
  found: ReadonlyMap<string, number>,
): Refusal[] {
  const counter = counterOf(write);
  const last = found.get(counter);
  if (last === undefined) return [];
  const before = write.from - (draws.get(counter)?.from ?? write.from);
  return [{ write, found: { [write.attribute]: last + before } }];
}
