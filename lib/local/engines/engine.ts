/** An engine that stands in for a service of AWS on this machine. */

export interface Engine {
  /** Base URL, without a slash at its end. For this process and its functions. */
  readonly endpoint: string;
  /** The published one: behind it, web pages of other origins are refused. */
  readonly published: string;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}
