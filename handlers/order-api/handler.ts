/** The order API as a Lambda function. */
import { dynamoDb, sns } from '../../lib/aws/clients.ts';
import { lambdaHttpEnvironment } from '../../lib/http/http-handler.ts';
import { tableVariable, topicVariable } from '../../lib/lambda/names.ts';
import { required } from '../../lib/lambda/variables.ts';
import { snsPublisher } from '../../lib/publishing/publisher.ts';
import { dynamoDbAnnouncements } from './announcement.ts';
import { orderApi } from './api.ts';

const variables = process.env;
const environment = lambdaHttpEnvironment();
const announcements = required(variables, tableVariable('announcements'));

export const handler = orderApi({
  ...environment,
  announcements: dynamoDbAnnouncements(dynamoDb(environment.metrics), announcements),
  publisher: snsPublisher(sns(), (eventType) => required(variables, topicVariable(eventType))),
});
