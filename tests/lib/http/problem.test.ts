import { jsonResponse, Problem, problemResponse } from '../../../lib/http/problem.ts';

it('a problem becomes a problem document of RFC 9457, with the headers it brings', () => {
  const errors = [{ pointer: '#/lines/0/quantity', detail: 'must be >= 1' }];
  const problem = new Problem(
    { status: 503, title: 'Not available', detail: 'Ask again.', errors },
    { 'retry-after': '2' },
  );
  const { statusCode, headers, body = '' } = problemResponse(problem);
  expect(statusCode).toBe(503);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '2' });
  expect(JSON.parse(body)).toEqual({
    type: 'about:blank',
    status: 503,
    title: 'Not available',
    detail: 'Ask again.',
    errors,
  });
});

it('what lies behind a problem is kept for the log, and not told', () => {
  const cause = new Error('table fanfare-prod-orders is throttled');
  const problem = new Problem({ status: 503, title: 'Not available', detail: 'Ask again.' }, {}, cause);
  expect(problem.cause).toBe(cause);
  expect(JSON.stringify(problemResponse(problem))).not.toContain('throttled');
});

it('no answer is to be kept by a cache: an order changes, and a refusal is of the moment', () => {
  const refusal = problemResponse(new Problem({ status: 404, title: 'Unknown order', detail: 'There is none.' }));
  for (const { headers } of [refusal, jsonResponse(200, {})])
    expect(headers).toHaveProperty('cache-control', 'no-store');
});
