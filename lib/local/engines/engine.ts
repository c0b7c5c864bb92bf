/** An engine that stands in for a service of AWS on this machine. */

export interface Engine {
  /** Base URL, without a slash at its end. */
  readonly endpoint: string;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}
