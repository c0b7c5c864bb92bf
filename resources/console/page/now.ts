/** The time, once a second, for what tells how long ago something was. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 1_000);
