/** The trace that a request belongs to, as a W3C traceparent. https://www.w3.org/TR/trace-context/#traceparent-header */
import { uuidV5 } from '../cloudevents/event-id.ts';

/** A later version may say more, after another dash; what it says of the first four fields is the same. Version ff is forbidden. */
const TRACEPARENT =
  /^(?!ff)(?<version>[\da-f]{2})-(?!0{32})(?<trace>[\da-f]{32})-(?!0{16})(?<parent>[\da-f]{16})-(?<flags>[\da-f]{2})(?<more>-.*)?$/;

/** The flags that are defined: sampled, and random trace id. Others are to be passed on as zero. */
const KNOWN_FLAGS = 0b11;

/** Ids of AWS's own. A client may send them too, and ids that are all zeros make no traceparent. */
const X_RAY_ROOT = /^1-(?!0{8}-0{24})(?<epoch>[\da-f]{8})-(?<unique>[\da-f]{24})$/;
const X_RAY_PARENT = /^(?!0{16})[\da-f]{16}$/;

/** The caller's trace, else X-Ray's, else one derived from `seed`: the same request always has the same. Written as version 00. */
export function traceparentOf(headers: Readonly<Record<string, string | undefined>>, seed: string): string {
  const derived = uuidV5(`trace/${seed}`).replaceAll('-', '');
  const parent = derived.slice(0, 16);
  return (
    ofCaller(headers.traceparent ?? '') ??
    ofXRay(headers['x-amzn-trace-id'] ?? '', parent) ??
    `00-${derived}-${parent}-00`
  );
}

function ofCaller(header: string): string | undefined {
  const { version, trace, parent, flags = '', more } = TRACEPARENT.exec(header)?.groups ?? {};
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  return `00-${trace}-${parent}-0${Number.parseInt(flags, 16) & KNOWN_FLAGS}`;
}

/**
 * `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`, in any order, among other fields.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
function ofXRay(header: string, ownParent: string): string | undefined {
  const fields = new Map(header.split(';').map((field) => nameAndValue(field)));
  const { epoch, unique } = X_RAY_ROOT.exec(fields.get('Root') ?? '')?.groups ?? {};
  if (epoch === undefined) return undefined;
  const parent = fields.get('Parent') ?? '';
  const flags = fields.get('Sampled') === '1' ? '01' : '00';
  return `00-${epoch}${unique}-${X_RAY_PARENT.test(parent) ? parent : ownParent}-${flags}`;
}

function nameAndValue(field: string): [string, string] {
  const [name = '', value = ''] = field.split('=');
  return [name.trim(), value.trim()];
}
