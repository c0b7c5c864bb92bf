import { declarationProblems } from '../../../lib/lambda/declaration-problems.ts';
import type { ServiceDeclaration } from '../../../lib/lambda/service.ts';
import { topology } from '../../../resources/topology.ts';

const mail: ServiceDeclaration = {
  name: 'loyalty-mail',
  does: 'sends mail',
  consumes: ['order.placed'],
  publishes: [],
};

test('the services of this system, and one with words in its name, can be built', () => {
  const withTables = { ...mail, tables: { 'stock2-keep': { partitionKey: 'key' } } };
  expect(declarationProblems([...topology, withTables])).toEqual([]);
});

test.each(['loyaltyMail', 'Loyalty-Mail', 'loyalty_mail', 'loyalty--mail', 'mail-2', ''])(
  'a service is not named %j, and the reason says what a name is',
  (name) => {
    const [problem] = declarationProblems([{ ...mail, name }]);
    expect(problem).toMatch(/^the service ".*" is not in kebab-case \(such as loyalty-mail\)/);
  },
);

test('nor is a table or a schedule', () => {
  expect(declarationProblems([{ ...mail, tables: { stock2Keep: { partitionKey: 'key' } } }])).toEqual([
    expect.stringMatching(/^the table of loyalty-mail, "stock2Keep" is not in kebab-case/),
  ]);
  expect(declarationProblems([{ ...mail, schedules: { rollUp: { does: '', runs: 'rate(1 hour)' } } }])).toEqual([
    expect.stringMatching(/^the schedule of loyalty-mail, "rollUp" is not in kebab-case/),
  ]);
});

test.each<[string, ServiceDeclaration[], RegExp]>([
  ['two services of a name', [mail, mail], /two services loyalty-mail/],
  [
    'two functions of a key',
    [
      { ...mail, name: 'order', routes: ['GET /x'] },
      { name: 'order-api', does: '', publishes: [], routes: ['GET /y'] },
    ],
    /two functions would be orderApi/,
  ],
  [
    'two tables of a logical id',
    [
      { ...mail, name: 'order', tables: { 'point-log': { partitionKey: 'key' } } },
      { ...mail, name: 'order-point', tables: { log: { partitionKey: 'key' } } },
    ],
    /two tables would be OrderPointLogTable/,
  ],
  [
    'two that answer a route',
    [
      { ...mail, routes: ['GET /x'] },
      { ...mail, name: 'gifts', routes: ['GET /x'] },
    ],
    /two services answer GET \/x/,
  ],
  ['a service that nothing starts', [{ name: 'idle', does: '', publishes: [] }], /nothing would ever start it/],
  ['a name that Lambda cannot take', [{ ...mail, name: 'x'.repeat(36) }], /has 36 characters/],
])('%s is refused', (_, services, reason) => {
  expect(declarationProblems(services).join('\n')).toMatch(reason);
});
