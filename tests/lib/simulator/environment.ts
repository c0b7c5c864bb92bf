/** A simulated world in which only what a test names goes wrong. */
import type { Strikes } from '../../../lib/simulator/fate.ts';
import type { Surroundings } from '../../../lib/simulator/network.ts';
import { VirtualTime } from '../../../lib/simulator/virtual-time.ts';

/** `faults` strike as often as they are listed, at the first occasions; chance is always one half. */
export function worldWith(...faults: readonly string[]): Surroundings & { readonly time: VirtualTime } {
  const left = [...faults];
  const at =
    (kind: string): Strikes =>
    () => {
      const index = left.indexOf(kind);
      if (index >= 0) left.splice(index, 1);
      return index >= 0;
    };
  return { time: new VirtualTime(0), fate: { at, random: () => () => 0.5 }, note: undefined };
}
