import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const RESOLUTION_MS = 5;

/** Watches how late the event loop of this process is, and what the process costs. */
export class LoopWatch {
  #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #cpu = process.cpuUsage();
  #startMs = performance.now();

  constructor() {
    this.#delay.enable();
  }

  /** Since it was made; lateness in ms, without the resolution itself. */
  take() {
    this.#delay.disable();
    const { user, system } = process.cpuUsage(this.#cpu);
    const late = nanoseconds => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    return {
      p50: late(this.#delay.percentile(50)),
      p99: late(this.#delay.percentile(99)),
      max: late(this.#delay.max),
      cpuFraction: (user + system) / 1e3 / (performance.now() - this.#startMs),
      rssBytes: process.memoryUsage().rss,
    };
  }
}
