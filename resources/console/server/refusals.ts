/** What a stage or an operation refuses, as a problem that the page shows. */
import { InvalidQuantity } from '../../../lib/cli/quantities.ts';
import { Refusal } from '../../../lib/cli/refusal.ts';
import { refusal } from './access.ts';

/** What `work` gives; a refusal reaches the user with its own words. */
export async function shown<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidQuantity) throw refusal(400, 'Bad request', error.message, error);
    if (error instanceof Refusal) throw refusal(409, 'Not done', error.message, error);
    throw error;
  }
}
