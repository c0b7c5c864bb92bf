import type { Json } from '../../resources/stack/cloudformation.ts';
import { withoutRedundantDependencies } from '../../resources/stack/redundant-dependencies.ts';

function dependenciesOf(DependsOn: string | string[], Properties: Record<string, Json>) {
  const resources = { It: { Type: 'AWS::SNS::Subscription', DependsOn, Properties } };
  return withoutRedundantDependencies(resources).It?.DependsOn;
}

test('what a resource refers to by Ref or Fn::GetAtt, however deep, it need not depend on', () => {
  expect(
    dependenciesOf(['Topic', 'Role'], { A: { Ref: 'Topic' }, B: [{ C: { 'Fn::GetAtt': ['Role', 'Arn'] } }] }),
  ).toBe(undefined);
});

test('what it does not refer to stays', () => {
  expect(dependenciesOf(['Topic', 'Policy'], { A: { Ref: 'Topic' }, B: 'Policy' })).toEqual(['Policy']);
  expect(dependenciesOf('Policy', {})).toEqual(['Policy']);
});
