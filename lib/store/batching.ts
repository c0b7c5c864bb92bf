/** What is asked for in one turn of the event loop travels together: the orders of a batch are dealt with side by side, so they ask at once. */

/** Runs `task` when the current turn of the event loop is over. */
export type EndOfTurn = (task: () => void) => void;

/** Somebody who asked, and waits for the answer. */
export interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/** Hands what was asked in one turn to `send`, at most `most` at once; `send` answers every one of them, and never rejects itself. */
export function batched<Asked, Answer>(
  most: number,
  endOfTurn: EndOfTurn,
  send: (together: readonly Waiting<Asked, Answer>[]) => Promise<void>,
): (asked: Asked) => Promise<Answer> {
  let waiting: Waiting<Asked, Answer>[] = [];

  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let start = 0; start < all.length; start += most) void send(all.slice(start, start + most));
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) endOfTurn(flush);
      waiting.push({ asked, resolve, reject });
    });
}
