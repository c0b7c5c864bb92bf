/** The order API as a Lambda function. */
import { dynamoDb, sns } from '../../lib/aws/clients.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import { required, tableVariable, topicVariable, writeLine } from '../../lib/consumer/lambda-environment.ts';
import { jsonLog, levelOf } from '../../lib/observability/log.ts';
import { embeddedMetrics } from '../../lib/observability/metrics.ts';
import { snsPublisher } from '../../lib/publishing/publisher.ts';
import { dynamoDbStore } from '../../lib/store/dynamodb-store.ts';
import { dynamoDbDemand } from '../forecasting/get-forecast.ts';
import { dynamoDbAnnouncements } from './announcement.ts';
import { orderApi } from './api.ts';

const variables = process.env;
const service = required(variables, 'SERVICE');
const metrics = embeddedMetrics(service, systemClock, writeLine);
const database = dynamoDb(metrics);

const recordsOf = (variable: string) =>
  dynamoDbStore(database, required(variables, variable), (name) => required(variables, tableVariable(name)));

export const handler = orderApi({
  announcements: dynamoDbAnnouncements(database, required(variables, tableVariable('announcements'))),
  histories: recordsOf('RECORDS_ORDERS'),
  invoices: recordsOf('RECORDS_INVOICE'),
  demandOf: dynamoDbDemand(database, required(variables, 'TABLE_FORECASTING_DEMAND')),
  publisher: snsPublisher(sns(), (eventType) => required(variables, topicVariable(eventType))),
  clock: systemClock,
  log: jsonLog(service, levelOf(variables.LOG_LEVEL), systemClock, writeLine),
  metrics,
});
