/** A bare loop: JSON.parse, validation compiled at build time, one conditional write. Nothing remembers a duplicate. */
import { keep } from './business-write.js';
import { isValid } from './precompiled-validation.js';

export async function handler({ Records }) {
  const results = await Promise.allSettled(Records.map(handle));
  const failed = Records.filter((_, index) => results[index].status === 'rejected');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function handle({ body }) {
  const event = JSON.parse(body);
  if (!isValid(event)) throw new Error('invalid');
  await keep(event);
}
