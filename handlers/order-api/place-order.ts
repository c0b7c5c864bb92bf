/** From a request's body to an order that may be announced, or to every reason why not. Pure. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import type { OrderPlaced } from '../../events/order-placed.ts';
import { isObject } from '../../lib/cloudevents/parse.ts';
import { detailOf, type FieldError, pointerOf } from '../../lib/cloudevents/validator.ts';
import { type FieldProblem, Problem } from '../../lib/http/problem.ts';

/**
 * Lines that are looked at: one more than an order may have, so that the schema still sees that there are too many.
 * A million bad lines would make an answer that Lambda cannot send.
 */
const MAX_LINES_READ = 1_001;

/** The order in `body`, with the fields of the contract and no others. Throws a problem that names every bad field. */
export function parseOrder(body: unknown, placedBy: string): OrderPlaced {
  const read = withBoundedLines(body);
  if (!orderPlaced(read)) throw refusal(problemsOf(read, orderPlaced.errors ?? []));
  const problem = totalProblem(read);
  if (problem !== undefined) throw refusal([problem]);
  return withContractFields(read, placedBy);
}

function withBoundedLines(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body.lines) || body.lines.length <= MAX_LINES_READ) return body;
  return { ...body, lines: body.lines.slice(0, MAX_LINES_READ) };
}

/** Fields in the order of the contract, whatever the client's: equal orders have equal JSON. */
function withContractFields(order: OrderPlaced, placedBy: string): OrderPlaced {
  const { customerId, currency, lines, totalMinor, shippingAddress, paymentToken } = order;
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

/** What breaks the schema, and the total where it can be checked all the same. */
function problemsOf(body: unknown, errors: readonly FieldError[]): FieldProblem[] {
  const problems = errors.map((error) => ({ pointer: `#${pointerOf(error)}`, detail: detailOf(error) }));
  if (problems.some(({ pointer }) => pointer === '#' || /^#\/(?:lines|totalMinor)\b/.test(pointer))) return problems;
  // The schema finds nothing wrong with the lines nor with the total.
  const total = totalProblem(body as Pick<OrderPlaced, 'lines' | 'totalMinor'>);
  return total === undefined ? problems : [...problems, total];
}

/** The sum of quantity x unit price, in integers that are exact at every step. */
function totalProblem({ lines, totalMinor }: Pick<OrderPlaced, 'lines' | 'totalMinor'>): FieldProblem | undefined {
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
