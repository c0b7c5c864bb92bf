/** Who has which item: a transaction has its items to itself until it ends, single writes take turns. */

interface Turns {
  readonly waiting: ((done: () => void) => void)[];
  /** Called when the last single write has ended. */
  readonly whenIdle: (() => void)[];
}

export class ItemsInUse {
  readonly #held = new Set<string>();
  readonly #turns = new Map<string, Turns>();

  /** Whether a transaction has the item. */
  isHeld(item: string): boolean {
    return this.#held.has(item);
  }

  /** Takes those items that no other transaction has, and answers them. */
  hold(items: readonly string[]): string[] {
    const free = items.filter((item) => !this.#held.has(item));
    for (const item of free) this.#held.add(item);
    return free;
  }

  release(items: readonly string[]): void {
    for (const item of items) this.#held.delete(item);
  }

  /** Runs single writes of an item one after another: each calls `done` when it has ended. */
  inTurn(item: string, write: (done: () => void) => void): void {
    const turns = this.#turns.get(item);
    if (turns !== undefined) {
      turns.waiting.push(write);
      return;
    }
    this.#turns.set(item, { waiting: [], whenIdle: [] });
    write(() => this.#next(item));
  }

  /** Goes on with `then` when the single writes of these items that had begun have ended. */
  whenIdle(items: readonly string[], then: () => void): void {
    const busy = items.flatMap((item) => this.#turns.get(item) ?? []);
    let left = busy.length;
    if (left === 0) then();
    for (const { whenIdle } of busy) {
      whenIdle.push(() => {
        left -= 1;
        if (left === 0) then();
      });
    }
  }

  #next(item: string): void {
    const turns = this.#turns.get(item);
    const write = turns?.waiting.shift();
    if (write !== undefined) {
      write(() => this.#next(item));
      return;
    }
    this.#turns.delete(item);
    for (const then of turns?.whenIdle ?? []) then();
  }
}
