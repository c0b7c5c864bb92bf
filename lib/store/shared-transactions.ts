/**
 * Commits that draw numbers from one counter, each the next. A process has one transaction of theirs under way at a time; what comes
 * meanwhile travels together in the next, which moves the counter once for all of it. So a series without gaps costs one transaction
 * for a batch, not one for an order, and the orders of a process do not get in each other's way.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CancellationReason, DynamoDb } from '../aws/ports.ts';
import { PermanentError } from '../errors.ts';
import type { EndOfTurn } from './batching.ts';
import { type AdvanceWrite, drawsIn, type Refusal } from './joined-write.ts';
import type { Commit, CommitResult } from './record-store.ts';
import {
  actionOf,
  actionOfRecord,
  type Conflict,
  failedCondition,
  failureIn,
  numbersOf,
  reasonsOf,
  type TableNames,
} from './transactions.ts';

/** DynamoDB takes 100 actions and 4 MB in a transaction; with so many records and characters both are far. */
const MAX_COMMITS = 50;
const MAX_CHARACTERS = 1_000_000;

type Transact = (commit: Commit) => Promise<CommitResult>;

interface Pending {
  readonly commit: Commit;
  readonly draws: readonly AdvanceWrite[];
  /** Writes the record: made once, for it is measured and then sent. */
  readonly action: TransactWriteItem;
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
  const queue = new DrawQueue(shared);
  return (commit) => {
    const draws = drawsIn(commit.join);
    return draws === undefined ? shared.transact(commit) : queue.add(commit, draws);
  };
}

class DrawQueue {
  readonly #shared: SharedTransactions;
  /** What each counter had by the last answer; forgotten when there is nothing to do, for others draw from it too. */
  readonly #last = new Map<string, number>();
  #pending: Pending[] = [];
  #isRunning = false;

  constructor(shared: SharedTransactions) {
    this.#shared = shared;
  }

  add(commit: Commit, draws: readonly AdvanceWrite[]): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      const action = actionOfRecord(commit, this.#shared.records);
      this.#pending.push({ commit, draws, action, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    await this.#turn();
    while (this.#pending.length > 0) {
      const chain = this.#nextChain();
      if (chain.length > 0) await this.#commit(chain);
      // Those that were refused decide anew, and come back.
      await this.#turn();
    }
    this.#last.clear();
    this.#isRunning = false;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#shared.endOfTurn(resolve);
    });
  }

  /**
   * In the order of their numbers, without a hole, as many as fit. Those whose number is surely gone, or would leave a hole, are
   * told the one that is theirs after the chain.
   */
  #nextChain(): Pending[] {
    const waiting = this.#pending.toSorted((left, right) => (left.draws[0]?.from ?? 0) - (right.draws[0]?.from ?? 0));
    this.#pending = [];
    const next = new Map(this.#last);
    const chain: Pending[] = [];
    const refused: Pending[] = [];
    const subjects = new Set<string>();
    let characters = 0;
    for (const one of waiting) {
      const { subject } = one.commit.next;
      characters += charactersOf(one.action);
      const isFull = chain.length > 0 && (chain.length === MAX_COMMITS || characters > MAX_CHARACTERS);
      // A transaction takes one action on an item: a second write of one record goes with the next.
      if (isFull || subjects.has(subject)) this.#pending.push(one);
      else if (one.draws.every((draw) => (next.get(counterOf(draw)) ?? draw.from) === draw.from)) {
        chain.push(one);
        subjects.add(subject);
        for (const draw of one.draws) next.set(counterOf(draw), draw.to);
      } else refused.push(one);
    }
    for (const one of refused) refuse(one, next);
    return chain;
  }

  /** Settles every commit of the chain; it never rejects itself. */
  async #commit(chain: readonly Pending[]): Promise<void> {
    const { dynamoDb, records, tables } = this.#shared;
    const draws = mergedDraws(chain);
    try {
      await dynamoDb.transactWriteItems({
        TransactItems: [
          ...chain.map(({ action }) => action),
          ...[...draws.values()].map((draw) => actionOf(draw, tables)),
        ],
      });
      for (const [counter, { to }] of draws) this.#last.set(counter, to);
      for (const { resolve } of chain) resolve({ kind: 'committed' });
    } catch (error) {
      try {
        await this.#settleCancelled(chain, draws, reasonsOf(error, records));
      } catch (failure) {
        this.#last.clear();
        if (chain.length > 1 && failure instanceof PermanentError) await this.#commitApart(chain);
        else for (const { reject } of chain) reject(failure);
      }
    }
  }

  /** One of the chain may be what DynamoDB refuses. In their order: who comes after that one is told the number that is its own now. */
  async #commitApart(chain: readonly Pending[]): Promise<void> {
    for (const { commit, resolve, reject } of chain) await this.#shared.transact(commit).then(resolve, reject);
  }

  async #settleCancelled(
    chain: readonly Pending[],
    draws: ReadonlyMap<string, AdvanceWrite>,
    reasons: readonly CancellationReason[],
  ): Promise<void> {
    const failed = failureIn(reasons, this.#shared.records);
    if (failed !== undefined) throw failed;
    const next = new Map<string, number>();
    [...draws].forEach(([counter, draw], index) => {
      const reason = reasons[chain.length + index];
      const last = failedCondition(reason) ? (numbersOf(reason?.Item)?.[draw.attribute] ?? 0) : draw.from;
      this.#last.set(counter, last);
      next.set(counter, last);
    });
    for (const [index, one] of chain.entries()) {
      const reason = reasons[index];
      if (failedCondition(reason)) {
        const { commit, resolve } = one;
        resolve(this.#shared.conflict(commit.next.subject, reason?.Item));
        continue;
      }
      // Nothing was wrong with this one but its number, or its neighbour: it comes back with the number that is its own then.
      refuse(one, next);
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

/** What its draws find is what the counters will have when those before it have drawn: `next`, which moves on. */
function refuse({ draws, resolve }: Pending, next: Map<string, number>): void {
  const refusals = draws.map((write): Refusal => {
    const last = next.get(counterOf(write)) ?? write.from;
    next.set(counterOf(write), last + 1);
    return { write, found: { [write.attribute]: last } };
  });
  resolve({ kind: 'refused', refusals });
}

function charactersOf({ Put }: TransactWriteItem): number {
  return Object.values(Put?.Item ?? {}).reduce((sum, { S = '' }) => sum + S.length, 0);
}

function counterOf({ table, key, attribute }: AdvanceWrite): string {
  return `${table} ${key} ${attribute}`;
}
