/** From a request's body to an order that may be announced, or to every reason why not. Pure. */
import { validator as orderPlaced, schema } from '../../events/compiled/order-placed.js';
import { isActiveCurrency } from '../../events/minor-units.ts';
import type { OrderPlaced } from '../../events/order-placed.ts';
import { fieldsOf, type Oversize, oversizeIn } from '../../lib/cloudevents/schema.ts';
import { detailOf, type FieldError, pointerOf } from '../../lib/cloudevents/validator.ts';
import { type FieldProblem, Problem } from '../../lib/http/problem.ts';
import { isObject } from '../../lib/json.ts';
import { messageBytes } from '../../lib/publishing/publisher.ts';

/**
 * Lines that are looked at: one more than an order may have, so that the schema still sees that there are too many.
 * A million bad lines would make an answer that Lambda cannot send.
 */
const MAX_LINES_READ = (schema.properties?.lines?.maxItems ?? 0) + 1;

/**
 * The order in `body`, with the fields of the contract and no others, in the contract's order: equal orders have equal JSON.
 * Throws a problem that names every bad field (400), or the limit that the order is beyond (413).
 */
export function parseOrder(body: unknown, placedBy: string): OrderPlaced {
  const read = withBoundedLines(body);
  if (!orderPlaced(read)) throw refusal(problemsOf(read, orderPlaced.errors ?? []));
  const problems = [currencyProblem(read), totalProblem(read)].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw refusal(problems);
  const { placedBy: _claimed, ...fields } = fieldsOf(schema, read) as OrderPlaced;
  const order = { ...fields, placedBy };
  const oversize = oversizeIn(schema, order, messageBytes);
  if (oversize !== undefined) throw tooLarge(oversize);
  return order;
}

function withBoundedLines(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body.lines) || body.lines.length <= MAX_LINES_READ) return body;
  return { ...body, lines: body.lines.slice(0, MAX_LINES_READ) };
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

function tooLarge({ pointer, bytes, maxBytes }: Oversize): Problem {
  const what = pointer === '' ? 'The order' : `The field ${pointer}`;
  return new Problem({
    status: 413,
    title: 'Order too large',
    detail: `${what} takes ${bytes} bytes as JSON, and may take ${maxBytes}. Shorten it, or split the order; nothing was announced.`,
    errors: [{ pointer: `#${pointer}`, detail: `takes more than ${maxBytes} bytes` }],
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

/** The contract still knows what ISO 4217 has withdrawn, for orders of that time; no new order can be in it. */
function currencyProblem({ currency }: OrderPlaced): FieldProblem | undefined {
  if (isActiveCurrency(currency)) return undefined;
  return { pointer: '#/currency', detail: 'is not an active ISO 4217 currency' };
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
