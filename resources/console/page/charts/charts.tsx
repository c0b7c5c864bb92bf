/** Charts over the session: what moves, what waits and for how long, and how long orders take from end to end. */
import type { FlowSample, ServiceSample } from '../../server/contract.ts';
import { count, duration, rate } from '../format.ts';
import { hello, history } from '../session.ts';
import { Distribution } from './distribution.tsx';
import { Plot, type Series } from './plot.tsx';

export function Charts() {
  const samples = history.value;
  const greeting = hello.value;
  if (greeting === undefined || samples.length === 0) return <p class="empty">Waiting for the first sample …</p>;
  const times = samples.map(({ at }) => at / 1_000);
  const types = Object.keys(samples[0]?.published ?? {});
  const services = greeting.map.services.map(({ name }) => name);
  const of = (value: (service: ServiceSample) => number | null): Series[] =>
    services.map((name) => ({ label: name, values: samples.map((sample) => figureOf(sample, name, value)) }));
  const published = types.map((type) => ({ label: type, values: samples.map((one) => one.published[type] ?? null) }));
  return (
    <>
      <h2 class="quiet">Charts</h2>
      <div class="charts">
        <Plot title="Events published per second" unit={rate} times={times} series={published} />
        <Plot
          title="Messages in the queues"
          unit={count}
          times={times}
          series={of((one) => one.waiting + one.inFlight)}
        />
        <Plot
          title="Age of the oldest message"
          unit={duration}
          times={times}
          series={of((one) => (one.oldestSeconds ?? 0) * 1_000)}
        />
        <Plot
          title="Duration of invocations, 95th percentile"
          unit={duration}
          times={times}
          series={of((one) => one.p95Ms)}
        />
      </div>
      <Distribution />
    </>
  );
}

function figureOf(sample: FlowSample, name: string, value: (service: ServiceSample) => number | null): number | null {
  const service = sample.services[name];
  return service === undefined ? null : value(service);
}
