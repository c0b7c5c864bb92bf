/** What every operation on dead-lettered messages works with. */
import type { Progress } from '../../cli/progress.ts';
import type { Stage, StageClients } from '../../cli/stage.ts';
import type { Clock } from '../../clock/clock.ts';
import type { PersonalFields } from '../masking.ts';
import type { Source } from '../sources.ts';
import type { Ports } from '../walk.ts';

export interface Context {
  readonly stage: Stage;
  /** The dead-letter queues that the operation is about. */
  readonly sources: readonly Source[];
  readonly personal: PersonalFields;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly isInterrupted: () => boolean;
}

export function portsOf({ clock }: Context, { sqs, countsLagMs }: StageClients): Ports {
  return { sqs, clock, countsLagMs };
}
