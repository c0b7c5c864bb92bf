/** Rewards as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentRefunded } from '../../events/compiled/payment-refunded.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { type Rewards, rewards } from './rewards.ts';
import { service } from './service.ts';

export const rewardsConsumer: Consumer<Rewards> = {
  name: service.name,
  decider: rewards,
  ports: {},
  startsWith: ['payment.captured'],
  validators: { 'payment.captured': paymentCaptured, 'payment.refunded': paymentRefunded },
};
