/** The one thing every peer does with an event: it keeps the order's history, as Fanfare's `orders` does. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

export const client = new DynamoDBClient();
const documents = DynamoDBDocumentClient.from(client);
const TableName = process.env.ORDERS_TABLE;

/** Orders paid with this token fail, as Fanfare's sandbox gateway does. */
const OUTAGE = 'pm_sandbox_outage';

export async function keep({ type, time, subject, data }) {
  if (data.paymentToken === OUTAGE) throw new Error('the gateway is out of order');
  const entry = { type, time };
  if (type !== 'order.placed') return append(subject, entry);
  const { customerId, currency, totalMinor, lines } = data;
  const Item = { subject, customerId, currency, totalMinor, lines: lines.length, events: [entry] };
  try {
    await documents.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(subject)' }));
  } catch (error) {
    // Here already: a duplicate.
    if (error.name !== 'ConditionalCheckFailedException') throw error;
  }
}

async function append(subject, entry) {
  await documents.send(
    new UpdateCommand({
      TableName,
      Key: { subject },
      UpdateExpression: 'SET #events = list_append(#events, :entries)',
      ConditionExpression: 'attribute_exists(subject)',
      ExpressionAttributeNames: { '#events': 'events' },
      ExpressionAttributeValues: { ':entries': [entry] },
    }),
  );
}
