/** Places one order. The order API validates it, and says of each field what is wrong: here it stands beside the field. */
import { useState } from 'preact/hooks';
import type { Placed } from '../../server/contract.ts';
import { ask, told } from '../connection.ts';
import { count, money } from '../format.ts';
import { Trouble } from '../parts.tsx';

interface Line {
  readonly sku: string;
  readonly description: string;
  readonly quantity: string;
  readonly price: string;
}

/** As the sandbox of the payment provider knows them. */
const TOKENS = [
  ['pm_card_visa', 'a card that pays'],
  ['pm_card_visa_chargeDeclined', 'a card that is declined'],
  ['pm_sandbox_outage', 'a provider that is down, for ever'],
] as const;

/** Units of each SKU, more than one order takes. */
const STOCK = 1_000;

const LINE: Line = { sku: '85123A', description: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: '6', price: '255' };

export function OrderForm() {
  const [customerId, setCustomer] = useState('17850');
  const [currency, setCurrency] = useState('GBP');
  const [country, setCountry] = useState('United Kingdom');
  const [paymentToken, setToken] = useState<string>(TOKENS[0][0]);
  const [isStocked, setStocked] = useState(true);
  const [lines, setLines] = useState<readonly Line[]>([LINE]);
  const [placed, setPlaced] = useState<Placed | undefined>(undefined);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const totalMinor = lines.reduce((sum, { quantity, price }) => sum + Number(quantity) * Number(price), 0);
  const wrong = (pointer: string) => placed?.errors.find((error) => error.pointer === `#/${pointer}`)?.detail;
  const place = async (event: Event) => {
    event.preventDefault();
    try {
      const order = {
        customerId,
        currency,
        totalMinor,
        paymentToken,
        lines: lines.map(({ sku, description, quantity, price }) => ({
          sku,
          ...(description !== '' && { description }),
          quantity: Number(quantity),
          unitPriceMinor: Number(price),
        })),
        shippingAddress: { country },
      };
      const stock = isStocked ? { stock: STOCK } : {};
      setPlaced(await ask<Placed>('load/order', { order, idempotencyKey: crypto.randomUUID(), ...stock }));
      setTrouble(undefined);
    } catch (error) {
      setTrouble(told(error));
    }
  };
  const change = (index: number, part: Partial<Line>) =>
    setLines(lines.map((line, other) => (other === index ? { ...line, ...part } : line)));
  return (
    <form onSubmit={(event) => void place(event)} noValidate>
      <div class="fields pairs">
        <Field label="Customer" value={customerId} wrong={wrong('customerId')} onInput={setCustomer} />
        <Field label="Currency" value={currency} wrong={wrong('currency')} onInput={setCurrency} />
        <Field label="Country" value={country} wrong={wrong('shippingAddress/country')} onInput={setCountry} />
        <label class="field">
          Payment
          <select value={paymentToken} onChange={({ currentTarget }) => setToken(currentTarget.value)}>
            {TOKENS.map(([token, says]) => (
              <option key={token} value={token}>
                {says}
              </option>
            ))}
          </select>
        </label>
      </div>
      {lines.map((line, index) => (
        <fieldset key={index}>
          <legend>
            Line {index + 1}{' '}
            {lines.length > 1 && (
              <button type="button" onClick={() => setLines(lines.filter((_, other) => other !== index))}>
                Remove
              </button>
            )}
          </legend>
          <div class="fields">
            <Field
              label="SKU"
              value={line.sku}
              wrong={wrong(`lines/${index}/sku`)}
              onInput={(sku) => change(index, { sku })}
            />
            <Field
              label="Quantity"
              value={line.quantity}
              wrong={wrong(`lines/${index}/quantity`)}
              onInput={(quantity) => change(index, { quantity })}
            />
            <Field
              label="Price in minor units"
              value={line.price}
              wrong={wrong(`lines/${index}/unitPriceMinor`)}
              onInput={(price) => change(index, { price })}
            />
          </div>
          <Field
            label="Description"
            value={line.description}
            wrong={wrong(`lines/${index}/description`)}
            onInput={(description) => change(index, { description })}
          />
        </fieldset>
      ))}
      <label class="line">
        <input
          type="checkbox"
          checked={isStocked}
          onChange={({ currentTarget }) => setStocked(currentTarget.checked)}
        />
        Put {count(STOCK)} of each on the shelf before
      </label>
      <div class="actions">
        <button type="button" onClick={() => setLines([...lines, { ...LINE, sku: '', description: '' }])}>
          Add a line
        </button>
        <button type="submit" class="primary">
          Place the order
        </button>
        <span class="quiet">{Number.isFinite(totalMinor) ? total(totalMinor, currency) : ''}</span>
      </div>
      {trouble && <Trouble>{trouble}</Trouble>}
      {placed && <Answer placed={placed} />}
    </form>
  );
}

function Field(props: { label: string; value: string; wrong: string | undefined; onInput: (value: string) => void }) {
  const { label, value, wrong, onInput } = props;
  return (
    <label class="field">
      {label}
      <input
        value={value}
        aria-invalid={wrong !== undefined}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {wrong !== undefined && <span class="wrong">{wrong}</span>}
    </label>
  );
}

/** What is wrong with these is told where they are. */
const BESIDE_A_FIELD = /^#\/(customerId|currency|shippingAddress\/country|lines\/\d+\/\w+)$/;

function Answer({ placed: { status, orderId, detail, errors } }: { placed: Placed }) {
  if (orderId !== null) {
    return (
      <p class="outcome" role="status">
        {status}: accepted. <a href={`#/orders/${orderId}`}>Follow order {orderId}</a>
      </p>
    );
  }
  const elsewhere = errors.filter(({ pointer }) => !BESIDE_A_FIELD.test(pointer));
  return (
    <div class="trouble" role="alert">
      <p>
        {status}: {detail}
      </p>
      <ul>
        {elsewhere.map(({ pointer, detail: what }) => (
          <li key={`${pointer}${what}`}>
            <code>{pointer}</code> {what}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A currency that is being typed is none yet. */
function total(minor: number, currency: string): string {
  try {
    return `Total ${money(minor, currency)}`;
  } catch {
    return '';
  }
}
