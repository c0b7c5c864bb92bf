/** A bench that is no table of contenders: it tells a story, in text, as a document, and in pictures. */
export interface Scenario {
  readonly text: string;
  readonly json: object;
  /** SVG by name: `docs/images/NAME.svg`. */
  readonly pictures: Readonly<Record<string, string>>;
}
