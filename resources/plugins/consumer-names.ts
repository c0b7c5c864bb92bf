/** The consumers of the topology by the names they have in a stage, and what each can read. */
import { validators } from '../../events/compiled/validators.js';
import type { Stage } from '../../lib/cli/stage.ts';
import type { ConsumerNames } from '../../lib/dead-letters/operations/context.ts';
import { physicalName } from '../../lib/lambda/names.ts';
import { consumersOf } from '../stack/services.ts';
import { topology } from '../topology.ts';

/** All of them, or the one called `only`. What is no service ends the command and says which there are. */
export function consumersIn(stage: Pick<Stage, 'prefix' | 'refusal'>, only: string | undefined): ConsumerNames[] {
  const all = consumersOf(topology).map(({ name, consumes }): ConsumerNames => {
    const known = Object.entries(validators).filter(([type]) => consumes.includes(type));
    return {
      service: name,
      queue: physicalName(stage.prefix, name),
      dlq: physicalName(stage.prefix, name, 'dlq'),
      recordsTable: physicalName(stage.prefix, name),
      validators: Object.fromEntries(known),
    };
  });
  const named = all.filter((consumer) => only === undefined || consumer.service === only);
  if (named.length > 0) return named;
  throw stage.refusal(`there is no service ${only}; there are ${all.map((consumer) => consumer.service).join(', ')}`);
}
