import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** The value below which a fraction `q` of the values lies. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)];
}

/**
 * Times of `runs` calls in ms, one after the other, the processor time of each on average, which
 * others on the machine do not change, and the longest pause of the event loop.
 */
export async function measure(runs, call) {
  const times = [];
  const before = process.cpuUsage();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await call(run);
    times.push(performance.now() - start);
    // Other work of the process has its turn, as between two requests.
    await new Promise(resolve => {
      setTimeout(resolve, 5);
    });
  }
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000 / runs,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    pauseMs: delay.max / 1e6,
  };
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

export function ms(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function describe({ p50, p95, cpuMs, pauseMs }) {
  return `p50 ${ms(p50).padStart(8)}   p95 ${ms(p95).padStart(8)}   cpu ${ms(
    cpuMs,
  ).padStart(7)}   longest pause ${ms(pauseMs)}`;
}
