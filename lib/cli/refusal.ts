/** What a command or the console refuses to do: the message says what is wrong, where, and what to do. It is shown without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
