import type { Finding } from './findings.ts';
import { judge } from './judgement.ts';

const finding = (check: string, tool: Finding['tool'] = 'checkov'): Finding => {
  return { tool, check, says: 'says so', resource: 'PaymentQueue' };
};

const template = (hasKey: boolean, ...found: Finding[]) => ({ name: 'prod', hasKey, found });

test('a finding without an exception is refused', () => {
  const { refused } = judge([template(false, finding('CKV_1'), finding('CKV_2'))], [{ checks: ['CKV_1'], reason: '' }]);
  expect(refused).toEqual([{ ...finding('CKV_2'), template: 'prod' }]);
});

test('an exception for a template without a key does not hold for one with a key', () => {
  const exceptions = [{ checks: ['CKV_1'], reason: '', only: 'no-key' }] as const;
  expect(judge([template(false, finding('CKV_1'))], exceptions).refused).toEqual([]);
  expect(judge([template(true, finding('CKV_1'))], exceptions).refused).toHaveLength(1);
});

test('what cfn-lint finds is never excepted', () => {
  const exceptions = [{ checks: ['W3005'], reason: '' }];
  expect(judge([template(false, finding('W3005', 'cfn-lint'))], exceptions).refused).toHaveLength(1);
});

test('an exception that nothing needs any more is stale', () => {
  expect(judge([template(false)], [{ checks: ['CKV_1'], reason: '' }]).stale).toEqual(['CKV_1']);
});
