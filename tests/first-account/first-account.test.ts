import { reportOf } from './first-account.ts';

test('the report says of each step whether it went as expected, and names no account', () => {
  const arn = 'arn:aws:sqs:eu-west-1:123456789012:fanfare-first-payment';
  const report = reportOf([
    {
      what: 'a first deployment',
      asExpected: false,
      seconds: 200,
      said: `$ npx serverless deploy\nAccessDenied on ${arn}\n`,
    },
    { what: 'its removal', asExpected: true, seconds: 90, said: '$ npx serverless remove\n' },
  ]);
  expect(report).toContain('DIFFERS      a first deployment (200 s)\nas expected  its removal (90 s)\n');
  expect(report).toContain('AccessDenied on arn:aws:sqs:eu-west-1:ACCOUNT:fanfare-first-payment');
  expect(report).not.toContain('123456789012');
});
