import fc from 'fast-check';
import { traceparentOf } from '../../../lib/http/trace.ts';

const OWN = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const X_RAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const WELL_FORMED = /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

describe('the trace of a request', () => {
  it('is the one that the caller is in, before the one that AWS began', () => {
    expect(traceparentOf({ traceparent: OWN, 'x-amzn-trace-id': X_RAY }, 'order')).toBe(OWN);
  });

  it('is the one that AWS began, when the caller is in none', () => {
    expect(traceparentOf({ 'x-amzn-trace-id': X_RAY }, 'order')).toBe(
      '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01',
    );
  });

  it('is not sampled unless AWS says so, and has a parent of its own when AWS names none', () => {
    expect(traceparentOf({ 'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793' }, 'order')).toMatch(
      /^00-5759e988bd862e3fe1be46a994272793-[\da-f]{16}-00$/,
    );
  });

  it('has nothing of all zeros from AWS: neither a trace nor a parent', () => {
    const noTrace = `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)};Parent=53995c3f42cd8ad8`;
    expect(traceparentOf({ 'x-amzn-trace-id': noTrace }, 'order')).toBe(traceparentOf({}, 'order'));
    const noParent = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${'0'.repeat(16)};Sampled=1`;
    expect(traceparentOf({ 'x-amzn-trace-id': noParent }, 'order')).toMatch(
      /^00-5759e988bd862e3fe1be46a994272793-(?!0{16})[\da-f]{16}-01$/,
    );
  });

  it('is derived from the order without either: the same for a retry, another for another order', () => {
    expect(traceparentOf({}, 'order-1')).toMatch(WELL_FORMED);
    expect(traceparentOf({}, 'order-1')).toBe(traceparentOf({}, 'order-1'));
    expect(traceparentOf({}, 'order-1')).not.toBe(traceparentOf({}, 'order-2'));
  });

  it('is read from a later version of the header, whatever that adds, and passed on as version 00', () => {
    const later = '01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(traceparentOf({ traceparent: later }, 'order')).toBe(OWN);
    expect(traceparentOf({ traceparent: `${later}-what-comes-then` }, 'order')).toBe(OWN);
    expect(traceparentOf({ traceparent: `${later}.` }, 'order')).toBe(traceparentOf({}, 'order'));
  });

  it('keeps the flags that are defined, and no others', () => {
    const flagsOf = (flags: string) => traceparentOf({ traceparent: OWN.replace(/01$/, flags) }, 'order').slice(-2);
    expect(['00', '01', '02', '03', 'ff', 'fc'].map(flagsOf)).toEqual(['00', '01', '02', '03', '03', '00']);
  });

  it('is read from the fields that AWS sends in any order, among others', () => {
    const wanted = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01';
    const fields = [...X_RAY.split(';'), 'Self=1-67891234-12456789abcdef012345678', 'Lineage=a87bd80c:1'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(fields, { minLength: fields.length }),
        fc.constantFrom(';', '; '),
        (order, by) => {
          expect(traceparentOf({ 'x-amzn-trace-id': order.join(by) }, 'order')).toBe(wanted);
        },
      ),
    );
  });

  it.each([
    ['the forbidden version', OWN.replace(/^00/, 'ff')],
    ['all zeros for a trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['all zeros for a parent', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
    ['upper case', OWN.toUpperCase()],
    ['more than there should be', `${OWN}-x`],
  ])('takes no header with %s', (_, traceparent) => {
    expect(traceparentOf({ traceparent }, 'order')).toBe(traceparentOf({}, 'order'));
  });

  it('is well-formed whatever the headers say', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (traceparent, xRay) => {
        expect(traceparentOf({ traceparent, 'x-amzn-trace-id': xRay }, 'order')).toMatch(WELL_FORMED);
      }),
    );
  });
});
