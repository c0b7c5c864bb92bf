import { createRequire } from 'node:module';
import fc from 'fast-check';
import { camelCase, kebabCase, pascalCase, tableVariable, topicVariable } from '../../../lib/lambda/names.ts';
import { idOf } from '../../../resources/stack/names.ts';

interface Naming {
  getLambdaLogicalId(functionName: string): string;
  getLogGroupLogicalId(functionName: string): string;
}

const framework: Naming = createRequire(import.meta.url)('serverless/lib/plugins/aws/lib/naming.js');

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const names = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));

test.each([
  ['loyalty-mail', 'LoyaltyMail', 'loyaltyMail', 'TABLE_LOYALTY_MAIL'],
  ['stock2-keep', 'Stock2Keep', 'stock2Keep', 'TABLE_STOCK2_KEEP'],
  ['order-api', 'OrderApi', 'orderApi', 'TABLE_ORDER_API'],
])('%s is %s, %s and %s', (name, pascal, camel, variable) => {
  expect([pascalCase(name), camelCase(name), tableVariable(name)]).toEqual([pascal, camel, variable]);
});

test('an event with words in it has a topic variable without a hyphen', () => {
  expect(topicVariable('order.written-off')).toBe('TOPIC_ORDER_WRITTEN_OFF');
});

test('logical ids are those that the framework makes of a function’s key', () => {
  fc.assert(
    fc.property(names, (name) => {
      expect(framework.getLambdaLogicalId(camelCase(name))).toBe(idOf.function(name));
      expect(framework.getLogGroupLogicalId(camelCase(name))).toBe(idOf.logGroup(name));
    }),
  );
});

test('every form can be read back, so no two names share one', () => {
  fc.assert(
    fc.property(names, (name) => {
      expect([camelCase(name), pascalCase(name)].map(kebabCase)).toEqual([name, name]);
    }),
  );
});
