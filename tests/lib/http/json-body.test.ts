import { jsonBody } from '../../../lib/http/json-body.ts';
import { Problem } from '../../../lib/http/problem.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function statusOf(read: () => unknown): number {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error.details.status;
    throw error;
  }
  return 200;
}

describe('the body of a request', () => {
  it('is read as JSON, plain or in base64', () => {
    const body = '{"name":"Zoë"}';
    const base64 = Buffer.from(body).toString('base64');
    expect(jsonBody({ headers: JSON_TYPE, body, isBase64Encoded: false })).toEqual({ name: 'Zoë' });
    expect(jsonBody({ headers: JSON_TYPE, body: base64, isBase64Encoded: true })).toEqual({ name: 'Zoë' });
  });

  it.each([
    ['application/json', 200],
    ['Application/JSON; charset=utf-8', 200],
    ['application/vnd.shop.v2+json', 200],
    [undefined, 200],
    ['text/plain', 415],
    ['application/jsonish', 415],
    ['application/x-www-form-urlencoded', 415],
  ])('of type %s is answered with %i', (contentType, status) => {
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    expect(statusOf(() => jsonBody({ headers, body: '{}', isBase64Encoded: false }))).toBe(status);
  });

  it.each([
    ['is missing', {}, false],
    ['is empty', { body: '' }, false],
    ['breaks off', { body: '{"a":' }, false],
    ['is base64 of what is no JSON', { body: 'AAAA' }, true],
    ['was decoded from what is not UTF-8', { body: '"Zo\ufffd"' }, false],
    ['begins with a byte order mark', { body: '\ufeff{}' }, false],
    ['is base64 of a byte order mark and JSON', { body: Buffer.from('\ufeff{}').toString('base64') }, true],
    ['is base64 of what is no UTF-8', { body: Buffer.from([0x22, 0xe9, 0x22]).toString('base64') }, true],
  ])('that %s is refused with 400', (_, body, isBase64Encoded) => {
    expect(statusOf(() => jsonBody({ headers: JSON_TYPE, ...body, isBase64Encoded }))).toBe(400);
  });
});
