/** From a request's body to an order that may be announced, or to every reason why not. Pure. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import type { OrderPlaced } from '../../events/order-placed.ts';
import { detailOf, pointerOf } from '../../lib/cloudevents/validator.ts';
import { type FieldProblem, Problem } from '../../lib/http/problem.ts';

/** The order in `body`, with the fields of the contract and no others. Throws a problem that names every bad field. */
export function parseOrder(body: unknown, placedBy: string): OrderPlaced {
  if (!orderPlaced(body)) throw refusal((orderPlaced.errors ?? []).map(fieldProblem));
  const problem = totalProblem(body);
  if (problem !== undefined) throw refusal([problem]);
  const { customerId, currency, lines, totalMinor, shippingAddress, paymentToken } = body;
  const { recipient, street, city, postalCode, country } = shippingAddress;
  return {
    customerId,
    currency,
    lines: lines.map(({ sku, description, quantity, unitPriceMinor }) => ({
      sku,
      ...(description !== undefined && { description }),
      quantity,
      unitPriceMinor,
    })),
    totalMinor,
    shippingAddress: {
      ...(recipient !== undefined && { recipient }),
      ...(street !== undefined && { street }),
      ...(city !== undefined && { city }),
      ...(postalCode !== undefined && { postalCode }),
      country,
    },
    paymentToken,
    placedBy,
  };
}

function refusal(errors: readonly FieldProblem[]): Problem {
  const fields = errors.length === 1 ? 'One field is' : `${errors.length} fields are`;
  return new Problem({
    status: 400,
    title: 'Invalid order',
    detail: `${fields} wrong; nothing was announced.`,
    errors,
  });
}

function fieldProblem(error: Parameters<typeof pointerOf>[0]): FieldProblem {
  return { pointer: `#${pointerOf(error)}`, detail: detailOf(error) };
}

/** The sum of quantity x unit price, in integers that are exact at every step. */
function totalProblem({ lines, totalMinor }: OrderPlaced): FieldProblem | undefined {
  let sum = 0;
  for (const [index, { quantity, unitPriceMinor }] of lines.entries()) {
    const amount = quantity * unitPriceMinor;
    sum += amount;
    if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(sum)) {
      return { pointer: `#/lines/${index}`, detail: 'makes the total larger than an integer can be exact' };
    }
  }
  return sum === totalMinor
    ? undefined
    : { pointer: '#/totalMinor', detail: 'is not the sum of quantity x unitPriceMinor' };
}
