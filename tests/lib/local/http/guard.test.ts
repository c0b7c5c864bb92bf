import fc from 'fast-check';
import { foreignRequest } from '../../../../lib/local/http/guard.ts';

const PORT = 4566;
const status = (headers: Readonly<Record<string, string>>, port = PORT) => foreignRequest(headers, { port })?.status;

describe('a request passes the guard of a port', () => {
  it.each([
    ['without headers of a browser, as SDKs send it', {}],
    ['for 127.0.0.1', { host: '127.0.0.1:4566' }],
    ['for localhost, whatever its case', { host: 'LocalHost:4566' }],
    ['for IPv6', { host: '[::1]:4566' }],
    ['for the host of a queue’s URL', { host: 'sqs.eu-west-1.localhost:4566' }],
    ['of an own page', { host: 'localhost:4566', origin: 'http://localhost:4566', 'sec-fetch-site': 'same-origin' }],
    ['of a user who typed the address', { host: 'localhost:4566', 'sec-fetch-site': 'none' }],
  ])('%s', (_, headers) => {
    expect(status(headers)).toBeUndefined();
  });

  it('that leaves out port 80, as browsers do', () => {
    expect(status({ host: 'localhost', origin: 'http://localhost' }, 80)).toBeUndefined();
  });
});

describe('where links may lead', () => {
  const visit = { host: 'localhost:4566', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  const statusThere = (headers: Readonly<Record<string, string>>) =>
    foreignRequest(headers, { port: PORT, isVisitable: true })?.status;

  it('a user who follows one may look', () => {
    expect(statusThere({ ...visit, 'sec-fetch-dest': 'document' })).toBeUndefined();
    expect(status({ ...visit, 'sec-fetch-dest': 'document' })).toBe(403);
  });

  it.each([
    ['a frame', { 'sec-fetch-dest': 'iframe' }],
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a script', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['a form that is sent', { 'sec-fetch-dest': 'document', origin: 'https://evil.example' }],
    ['a form of a file', { 'sec-fetch-dest': 'document', origin: 'null' }],
  ])('%s is refused all the same', (_, headers) => {
    expect(statusThere({ ...visit, ...headers })).toBe(403);
  });
});

describe('a request is refused', () => {
  it.each([
    ['for a name that somebody points at loopback', { host: 'evil.example:4566' }, 421],
    ['for a name that ends like ours', { host: 'evil.localhost:4566' }, 421],
    ['for another port', { host: '127.0.0.1:80' }, 421],
    ['for no port', { host: '127.0.0.1' }, 421],
    ['for what is not a host', { host: '[' }, 421],
    ['for an empty host', { host: '' }, 421],
    ['of a page elsewhere', { host: '127.0.0.1:4566', origin: 'https://evil.example' }, 403],
    ['of a page on another port', { host: '127.0.0.1:4566', origin: 'http://127.0.0.1:8080' }, 403],
    ['of a page that is ours by another scheme', { host: '127.0.0.1:4566', origin: 'https://127.0.0.1:4566' }, 403],
    ['of a sandboxed page or a file', { host: '127.0.0.1:4566', origin: 'null' }, 403],
    ['of another site that sends no origin', { host: '127.0.0.1:4566', 'sec-fetch-site': 'cross-site' }, 403],
    ['of another port that sends no origin', { host: '127.0.0.1:4566', 'sec-fetch-site': 'same-site' }, 403],
  ])('%s', (_, headers, expected) => {
    expect(status(headers)).toBe(expected);
  });

  it('for any host and any origin but our own', () => {
    const ours = new Set(['127.0.0.1', 'localhost', '[::1]']);
    const foreign = fc.domain().filter((name) => !ours.has(name.toLowerCase()));
    fc.assert(
      fc.property(
        foreign,
        fc.constantFrom('', ':4566', ':80'),
        fc.constantFrom('http', 'https'),
        (name, port, scheme) => {
          expect(status({ host: `${name}${port}` })).toBe(421);
          expect(status({ host: '127.0.0.1:4566', origin: `${scheme}://${name}${port}` })).toBe(403);
        },
      ),
    );
  });

  it('whatever text the headers hold, without a fault', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (host, origin) => {
        expect([403, 421]).toContain(status({ host, origin: `x${origin}` }));
      }),
    );
  });
});
