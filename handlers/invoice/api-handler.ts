/** Invoicing as a Lambda function behind the HTTP API. */
import { dynamoDb } from '../../lib/aws/clients.ts';
import { lambdaHttpEnvironment } from '../../lib/http/http-handler.ts';
import { required } from '../../lib/lambda/variables.ts';
import { recordReader } from '../../lib/store/record-reader.ts';
import { invoiceApi } from './api.ts';

const environment = lambdaHttpEnvironment();
const invoices = recordReader(dynamoDb(environment.metrics), required(process.env, 'RECORDS_TABLE'));

export const handler = invoiceApi({ ...environment, invoices });
