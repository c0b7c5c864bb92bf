/** Powertools for AWS Lambda by its convenient option, which extends the schema of the record again for every record. */
import { envelope } from './envelope-schema.js';
import { handlerWith } from './powertools-handler.js';

export const handler = handlerWith({ innerSchema: envelope, transformer: 'json' });
