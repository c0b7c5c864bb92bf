import fc from 'fast-check';
import { contract, type EventType } from '../../events/contract.ts';
import { personalFields } from '../../events/personal-fields.ts';
import type { Schema } from '../../lib/cloudevents/schema.ts';
import { shownAttribute, shownBody, shownCause, shownText } from '../../lib/dead-letters/masking.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';

const types = Object.keys(contract) as EventType[];
const order = contract['order.placed'].example;
const SECRET = 'jane.doe@example.com';

/** As a person sees the body of a message, masking on. `isEnvelope` as the reader of the queue found it. */
function shown(body: unknown, isEnvelope = true): string {
  const event = isEnvelope ? (body as never) : undefined;
  return JSON.stringify(shownBody({ body: JSON.stringify(body), event }, personalFields, false));
}

/** Every field of a schema that holds no other field, as a path, with whether it is shown. */
function leavesOf({ properties, items, ...schema }: Schema, path: string): [string, boolean][] {
  if (properties !== undefined && schema.personal === undefined) {
    return Object.entries(properties).flatMap(([name, field]) => leavesOf(field, `${path}/${name}`));
  }
  return items === undefined ? [[path, schema.personal === false]] : leavesOf(items, `${path}/*`);
}

test('what is masked of all events is this, and no more', () => {
  const masked = types.flatMap((type) =>
    leavesOf(contract[type].schema as Schema, type).filter(([, isShown]) => !isShown),
  );
  expect(masked.map(([path]) => path)).toEqual([
    'order.placed/customerId',
    'order.placed/shippingAddress/recipient',
    'order.placed/shippingAddress/street',
    'order.placed/shippingAddress/city',
    'order.placed/shippingAddress/postalCode',
    'order.placed/shippingAddress/country',
    'order.placed/placedBy',
    'order.placed/paymentToken',
    'payment.captured/customerId',
    'payment.refunded/customerId',
  ]);
});

describe('an event that its schema accepts', () => {
  const event = exampleEvent('order.placed');

  it('shows what the schema declares, and the rest by its shape', () => {
    const text = shown(event);
    expect(text).toContain('"totalMinor":3564');
    expect(text).toContain('"sku":"85123A"');
    expect(text).toContain('"customerId":"••• (5 characters)"');
    for (const personal of ['17850', 'Turner', 'Long Lane', 'Leeds', 'LS1', 'pm_card_visa']) {
      expect(text).not.toContain(personal);
    }
  });

  it('counts fields that its schema does not know', () => {
    const text = shown({
      ...event,
      ShippingAddress: SECRET,
      data: { ...order, customer_id: SECRET, nick: SECRET },
    });
    expect(text).not.toContain(SECRET);
    expect(text).toContain('"…":"2 unknown fields"');
    expect(text).toContain('"…":"1 unknown field"');
  });

  it('is shown whole in full', () => {
    expect(shownBody({ body: JSON.stringify(event), event }, personalFields, true)).toEqual(event);
  });
});

describe('nothing personal is in', () => {
  const event = exampleEvent('order.placed');
  it.each([
    ['data that is JSON in a text', { ...event, data: JSON.stringify({ customerId: SECRET }) }],
    ['a field by another name', { ...event, data: { ...order, customer_id: SECRET } }],
    ['a field in another case', { ...event, data: { ...order, ShippingAddress: { street: SECRET } } }],
    ['an e-mail address as subject', { ...event, subject: SECRET }],
    ['a name as correlation id', { ...event, correlationid: 'jane-doe-example' }],
    ['data in base64', { ...event, data: undefined, data_base64: Buffer.from(SECRET).toString('base64') }],
    [
      'a declared field of data that its schema refuses',
      { ...event, data: { currency: SECRET, lines: [{ sku: SECRET }] } },
    ],
    ['an event of a type that nobody knows', { ...event, type: 'crm.contact', data: { mail: SECRET } }],
    ['data under the name of what every object has', { ...event, type: 'constructor', data: { mail: SECRET } }],
  ])('%s', (_, body) => {
    const text = shown(body);
    for (const secret of [SECRET, 'jane-doe', Buffer.from(SECRET).toString('base64')])
      expect(text).not.toContain(secret);
  });

  it('an object that is no event: its fields are counted, and those of an envelope named with their types', () => {
    const text = shown({ id: 7, subject: SECRET, mail: SECRET, name: SECRET }, false);
    expect(JSON.parse(text)).toEqual({ id: 'number', subject: 'string', '…': '2 unknown fields' });
  });

  it.each([
    ['not JSON', `name=${SECRET}`],
    ['a JSON text', JSON.stringify(SECRET)],
    ['a JSON array', JSON.stringify([SECRET])],
  ])('a body that is %s: only measured', (_, body) => {
    const text = String(shownBody({ body, event: undefined }, personalFields, false));
    expect(text).toMatch(/^\d+ bytes that are not an event \(sha256 [0-9a-f]{16}…\)/);
    expect(text).not.toContain(SECRET);
  });

  it('any event, whatever is put in it and wherever, but in a field that is declared', () => {
    let refused = 0;
    let accepted = 0;
    const secretText = fc.string({ minLength: 4, maxLength: 12 }).map((text) => `§${text}§`);
    const junk = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        secretText,
        fc.string({ minLength: 1 }),
        junk,
        fc.boolean(),
        (type, secret, key, value, isExtra) => {
          const planted = JSON.parse(JSON.stringify({ deep: [secret, { [key]: secret, value }] }));
          const data = isExtra ? { ...contract[type].example, [`x-${key}`]: planted } : planted;
          if (personalFields[type]?.isValid(data)) accepted += 1;
          else refused += 1;
          const text = shown({ ...exampleEvent(type), [`y-${key}`]: secret, subject: secret, data });
          expect(text).not.toContain('§');
        },
      ),
    );
    expect(accepted).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(10);
  });
});

describe('attributes and causes', () => {
  it('an attribute is shown if a program made it', () => {
    const { id, subject, time, source, type } = exampleEvent('payment.captured');
    for (const [name, value] of Object.entries({ id, subject, time, source, type })) {
      expect(shownAttribute(name, value)).toBe(value);
    }
    expect(shownAttribute('subject', 'Jane Doe')).toBe('••• (8 characters)');
    expect(shownAttribute('constructor', 'Jane Doe')).toBe('••• (8 characters)');
  });

  it('no part of a cause shows an address, and what the pipeline writes stays as it is', () => {
    const times = { first: '2026-11-23T21:39:44.258Z', last: '2026-11-23T21:39:46.343Z' };
    const own = {
      class: 'GatewayOutage',
      message: 'no answer',
      attempts: 2,
      ...times,
      trace: '139e4924cd375367925e5836cf734223',
    };
    expect(shownCause(own)).toEqual(own);
    const forged = { class: SECRET, message: SECRET, first: SECRET, last: SECRET, version: SECRET, trace: SECRET };
    expect(JSON.stringify(shownCause(forged))).not.toContain('jane');
  });

  it.each([
    ['/lines/0/quantity must be >= 1', '/lines/0/quantity must be >= 1'],
    [`no such customer: ${SECRET}`, 'no such customer: •••'],
    ['refused for "Jane Doe, 12 Long Lane"', 'refused for "•••"'],
    ['call +44 20 7946 0958 first', 'call ••• first'],
    ["specversion must be '1.0'", "specversion must be '1.0'"],
  ])('%s is shown as %s', (text, expected) => {
    expect(shownText(text)).toBe(expected);
  });
});
