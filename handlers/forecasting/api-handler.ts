/** Forecasting as a Lambda function behind the HTTP API. */
import { dynamoDb } from '../../lib/aws/clients.ts';
import { lambdaHttpEnvironment } from '../../lib/http/http-handler.ts';
import { tableVariable } from '../../lib/lambda/names.ts';
import { required } from '../../lib/lambda/variables.ts';
import { forecastingApi } from './api.ts';
import { dynamoDbDemand } from './get-forecast.ts';
import { DEMAND } from './roll-up.ts';

const environment = lambdaHttpEnvironment();
const demandOf = dynamoDbDemand(dynamoDb(environment.metrics), required(process.env, tableVariable(DEMAND)));

export const handler = forecastingApi({ ...environment, demandOf });
