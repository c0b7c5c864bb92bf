import { run, firstOrders } from './run.ts';
Error.stackTraceLimit = 0;
const N = Number(process.argv[2]), F = process.argv[3] === 'none' ? [] : undefined;
for (let seed = 1; seed <= 100; seed++) await run({ seed, orders: firstOrders(N), ...(F ? { faults: F } : {}) });
const t = performance.now(); let acc = 0, inv = 0, msgs = 0;
for (let seed = 1; seed <= 200; seed++) acc += (await run({ seed, orders: firstOrders(N), ...(F ? { faults: F } : {}) })).accepted;
console.log(N, F, ((performance.now() - t) / 200).toFixed(2), 'ms/run', (acc / (performance.now() - t) * 1000).toFixed(0), 'orders/s');
for (let seed = 1; seed <= 20; seed++) await run({ seed, orders: firstOrders(N), ...(F ? { faults: F } : {}), note: (_a, _w, what) => { if (what.startsWith('is given')) { inv++; msgs += what.split('), ').length; } } });
console.log('invocations/order', inv / 20 / N, 'msgs/order', msgs / 20 / N);
