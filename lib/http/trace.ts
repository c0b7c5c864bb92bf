/** The trace that a request belongs to, as a W3C traceparent. https://www.w3.org/TR/trace-context/#traceparent-header */
import { uuidV5 } from '../cloudevents/event-id.ts';

const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/**
 * AWS's own: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. A client may send it too, and ids
 * that are all zeros make no traceparent.
 */
const X_RAY =
  /Root=1-(?!0{8}-0{24})([\da-f]{8})-([\da-f]{24})(?:.*Parent=(?!0{16})([\da-f]{16}))?(?:.*Sampled=([01]))?/;

/** The caller's trace, else X-Ray's, else one derived from `seed`: the same request always has the same. */
export function traceparentOf(headers: Readonly<Record<string, string | undefined>>, seed: string): string {
  const { traceparent } = headers;
  if (traceparent !== undefined && TRACEPARENT.test(traceparent)) return traceparent;
  const derived = uuidV5(`trace/${seed}`).replaceAll('-', '');
  const xRay = X_RAY.exec(headers['x-amzn-trace-id'] ?? '');
  if (xRay === null) return `00-${derived}-${derived.slice(0, 16)}-00`;
  const [, epoch = '', unique = '', parent = derived.slice(0, 16), sampled = '0'] = xRay;
  return `00-${epoch}${unique}-${parent}-0${sampled}`;
}
