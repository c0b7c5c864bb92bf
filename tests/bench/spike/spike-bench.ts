/** Bench `spike`: the hour on queues, and the same hour in a design that waits. */
import { colourOf, type Line, linePlot } from '../../../lib/capacity/line-plot.ts';
import { progressOn } from '../../../lib/cli/progress.ts';
import type { Scenario } from '../scenario.ts';
import { RATE, SECONDS, SPIKE_RATE } from './load.ts';
import { requestResponse } from './request-response.ts';
import { type QueueSeries, spike } from './spike.ts';

/** Queues that never held more than this lie on the axis. */
const WORTH_A_LINE = 100;

export async function spikeBench(): Promise<Scenario> {
  const progress = progressOn(process.stderr);
  const onQueues = await spike((seconds) => progress.show('minutes', Math.floor(seconds / 60), 60));
  progress.end();
  const waiting = await requestResponse();
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const summary = {
    load: { ordersPerSecond: RATE, spikeOrdersPerSecond: SPIKE_RATE, spikeSeconds: SECONDS.spikeLasts },
    fanfare: {
      accepted: onQueues.accepted,
      lost: onQueues.broken.length,
      drainedSecondsAfterSpike: onQueues.drainedSeconds,
      queues: onQueues.queues.map(({ service, depths, agesSeconds }) => ({
        service,
        deepest: Math.max(...depths),
        oldestSeconds: Math.round(Math.max(...agesSeconds)),
      })),
    },
    requestResponse: {
      answered: sum(waiting.answered),
      failed: sum(waiting.failed),
      chargedAndFailed: waiting.chargedAndFailed,
    },
  };
  if (onQueues.broken.length > 0) throw new Error(`promises were broken:\n${onQueues.broken.slice(0, 10).join('\n')}`);
  const stepMinutes = onQueues.sampleSeconds / 60;
  const perSecond = (values: readonly number[]): number[] => values.map((value) => value / waiting.sampleSeconds);
  const panel = (title: string, unit: string, lines: readonly Line[]) => ({ title, unit, stepMinutes, lines });
  const picture = linePlot('A Prime-Day hour', [
    panel(
      'Fanfare: messages in each queue',
      'messages',
      linesOf(onQueues.queues, ({ depths }) => depths),
    ),
    panel(
      'Fanfare: age of the oldest message',
      'seconds',
      linesOf(onQueues.queues, ({ agesSeconds }) => agesSeconds),
    ),
    panel('request and response, for comparison: orders per second', 'orders/s', [
      { name: 'answered', colour: '#0b7a75', values: perSecond(waiting.answered) },
      { name: 'failed', colour: '#d1603d', values: perSecond(waiting.failed) },
    ]),
  ]);
  return { json: summary, text: textOf(summary), pictures: { spike: picture } };
}

function linesOf(queues: readonly QueueSeries[], valuesOf: (queue: QueueSeries) => readonly number[]): Line[] {
  const deep = queues.filter(({ depths }) => Math.max(...depths) > WORTH_A_LINE);
  return deep.map((queue, index) => ({ name: queue.service, colour: colourOf(index), values: valuesOf(queue) }));
}

interface Summary {
  readonly load: {
    readonly ordersPerSecond: number;
    readonly spikeOrdersPerSecond: number;
    readonly spikeSeconds: number;
  };
  readonly fanfare: {
    readonly accepted: number;
    readonly lost: number;
    readonly drainedSecondsAfterSpike: number;
    readonly queues: readonly { readonly service: string; readonly deepest: number; readonly oldestSeconds: number }[];
  };
  readonly requestResponse: { readonly answered: number; readonly failed: number; readonly chargedAndFailed: number };
}

function textOf({ load, fanfare, requestResponse: waiting }: Summary): string {
  const rows = fanfare.queues.map(
    ({ service, deepest, oldestSeconds }) =>
      `| ${service.padEnd(11)} | ${String(deepest).padStart(7)} | ${String(oldestSeconds).padStart(9)} |`,
  );
  return [
    `${load.ordersPerSecond} orders per second for an hour, ${load.spikeOrdersPerSecond} for ${load.spikeSeconds / 60} minutes of it`,
    '',
    '| queue       | deepest | oldest, s |',
    '| ----------- | ------: | --------: |',
    ...rows,
    '',
    `Fanfare: ${fanfare.accepted} accepted, ${fanfare.lost} lost, drained ${fanfare.drainedSecondsAfterSpike} s after the spike`,
    `request and response: ${waiting.answered} answered, ${waiting.failed} failed, ${waiting.chargedAndFailed} of these charged`,
    '',
  ].join('\n');
}
