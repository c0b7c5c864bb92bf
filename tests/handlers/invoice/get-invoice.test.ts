import { randomUUID } from 'node:crypto';
import type { InvoiceRecord } from '../../../handlers/invoice/invoice-record.ts';
import { placedByOf } from '../../../lib/http/caller.ts';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

const ALICE = { id: 'jwt/alice', seesOnlyOwn: true, scopes: [] };

const record: InvoiceRecord = {
  order: {
    placedAt: '2026-01-31T12:00:00.000Z',
    customerId: '17850',
    billTo: { recipient: 'A. Turner', postalCode: 'LS1 4AP', city: 'Leeds', country: 'United Kingdom' },
    currency: 'GBP',
    lines: [
      { sku: '85123A', description: '<script>alert("x")</script>', quantity: 6, unitPriceMinor: 255 },
      { sku: '71053', quantity: 6, unitPriceMinor: 339 },
    ],
    totalMinor: 3564,
    placedBy: placedByOf(ALICE),
  },
  invoice: { number: '2026-000001', issuedAt: '2026-01-31T12:00:00.000Z' },
};

async function store(api: ApiRig, facts: InvoiceRecord): Promise<string> {
  const orderId = randomUUID();
  await api.invoices.commit({
    next: { subject: orderId, version: 1, facts, inbox: ['a'], outbox: {} },
    indexed: {},
    join: [],
  });
  return orderId;
}

describe('GET /orders/{id}/invoice', () => {
  it('is the invoice with every amount worked out', async () => {
    const api = await makeApi();
    const orderId = await store(api, record);
    const { statusCode, body = '' } = await api.getInvoice(orderId);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      invoiceNumber: '2026-000001',
      status: 'open',
      orderId,
      lines: [
        { sku: '85123A', amountMinor: 1530 },
        { sku: '71053', amountMinor: 2034 },
      ],
      totalMinor: 3564,
    });
  });

  it.each<[string, Partial<InvoiceRecord>]>([
    ['paid', { paidAt: '2026-01-31T12:00:05.000Z' }],
    ['void', { voidedAt: '2026-01-31T12:00:05.000Z' }],
    [
      'credited',
      {
        paidAt: '2026-01-31T12:00:05.000Z',
        refund: { refundedAt: '2026-02-01T09:00:00.000Z', amountMinor: 3564, currency: 'GBP' },
        creditNote: { number: 'CN-2026-000001', issuedAt: '2026-02-01T09:00:00.000Z' },
      },
    ],
  ])('says that it is %s', async (status, facts) => {
    const api = await makeApi();
    const { body = '' } = await api.getInvoice(await store(api, { ...record, ...facts }));
    expect(JSON.parse(body)).toMatchObject({ status });
  });

  it('is a page to print for a browser, in which nothing runs that somebody typed', async () => {
    const api = await makeApi();
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const { headers, body = '' } = await api.getInvoice(await store(api, record), { headers: { accept } });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
    expect(body).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(body).not.toContain('<script');
    expect(body).toContain('Total GBP</th><td class="number">35.64</td>');
    expect(body).toContain('LS1 4AP Leeds<br>');
  });

  it('is refused in a form that it does not have', async () => {
    const api = await makeApi();
    const { statusCode, body = '' } = await api.getInvoice(await store(api, record), {
      headers: { accept: 'application/pdf' },
    });
    expect(statusCode).toBe(406);
    expect(JSON.parse(body).detail).toContain('application/json or as text/html');
  });

  it('is there for the end user who placed the order, and unknown to every other', async () => {
    const api = await makeApi();
    const orderId = await store(api, record);
    const statusFor = async (sub: string) =>
      (await api.getInvoice(orderId, { authorizer: { jwt: { claims: { sub } } } })).statusCode;
    expect(await statusFor('alice')).toBe(200);
    expect(await statusFor('mallory')).toBe(404);
  });

  it('is unknown before the order is, and for what is no order id', async () => {
    const api = await makeApi();
    const paidOnly = await store(api, { paidAt: '2026-01-31T12:00:05.000Z' });
    for (const orderId of [paidOnly, randomUUID(), '../secrets']) {
      expect((await api.getInvoice(orderId)).statusCode).toBe(404);
    }
  });
});
