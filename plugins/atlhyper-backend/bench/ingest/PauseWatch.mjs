import { performance } from 'node:perf_hooks';
import { Database } from '../slo/stack.mjs';

const TICK_MS = 2;

/**
 * Watches pauses of the event loop of this process, and which part of each SQLite spent in its own
 * statements, which it runs on that loop.
 */
export class PauseWatch {
  #pauses = [];
  #statements = watchStatements();
  #lastMs = performance.now();
  #lastCpu = process.cpuUsage();
  #timer = setInterval(() => {
    const nowMs = performance.now();
    // A tick that is on time is no pause.
    const pauseMs = nowMs - this.#lastMs - TICK_MS;
    const { user, system } = process.cpuUsage(this.#lastCpu);
    if (pauseMs > 0) {
      const cpuMs = Math.min(pauseMs, (user + system) / 1_000);
      this.#pauses.push({ pauseMs, cpuMs, endMs: nowMs });
    }
    this.#lastMs = nowMs;
    this.#lastCpu = process.cpuUsage();
  }, TICK_MS);

  /**
   * Since it was made: pauses in ms; the same without the time in which the process had no processor,
   * which on a shared machine is that of others; and the share of SQLite in the longest (0–1).
   */
  take() {
    clearInterval(this.#timer);
    const pauses = this.#pauses.map(one => one.pauseMs);
    const ownPauses = this.#pauses.map(one => one.cpuMs);
    const longest = this.#pauses.reduce((a, b) => (a.cpuMs > b.cpuMs ? a : b));
    const fromMs = longest.endMs - longest.pauseMs;
    const within = this.#statements
      .take()
      .map(({ sql, ...one }) => ({
        sql,
        ms: Math.min(one.toMs, longest.endMs) - Math.max(one.fromMs, fromMs),
      }))
      .filter(one => one.ms > 0);
    return {
      pauses,
      ownPauses,
      longestMs: longest.pauseMs,
      sqliteShare:
        within.reduce((sum, { ms }) => sum + ms, 0) / longest.pauseMs,
      longestStatement: within.sort((a, b) => b.ms - a.ms)[0],
    };
  }
}

/** Notes when each statement of any connection began and ended. */
function watchStatements() {
  const database = new Database(':memory:');
  const prototype = Object.getPrototypeOf(database.prepare('select 1'));
  database.close();
  const original = {};
  const spans = [];
  for (const name of ['run', 'all', 'get']) {
    original[name] = prototype[name];
    prototype[name] = function timed(...values) {
      const fromMs = performance.now();
      try {
        return original[name].apply(this, values);
      } finally {
        spans.push({ fromMs, toMs: performance.now(), sql: this.source });
      }
    };
  }
  return {
    take() {
      Object.assign(prototype, original);
      return spans;
    },
  };
}
