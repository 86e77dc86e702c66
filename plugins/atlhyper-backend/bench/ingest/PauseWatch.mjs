import { performance } from 'node:perf_hooks';
import { Database } from '../slo/stack.mjs';

const TICK_MS = 2;

/** Shorter pauses are nobody's concern. */
const SHORT_MS = 15;

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
   * Since it was made: pauses in ms; the same without the time in which the process neither had a
   * processor nor was within a statement of SQLite, which on a shared machine is that of others; and
   * the share of SQLite (0–1) in the longest of those.
   */
  take() {
    clearInterval(this.#timer);
    const statements = this.#statements.take();
    const pauses = this.#pauses.map(one => {
      const within = one.pauseMs > SHORT_MS ? withinOf(one, statements) : [];
      const sqliteMs = within.reduce((sum, { ms }) => sum + ms, 0);
      const ownMs = Math.max(one.cpuMs, sqliteMs);
      return { ...one, within, sqliteMs, ownMs };
    });
    const longest = pauses.reduce((a, b) => (a.ownMs > b.ownMs ? a : b));
    return {
      pauses: pauses.map(one => one.pauseMs),
      ownPauses: pauses.map(one => one.ownMs),
      longestMs: longest.ownMs,
      sqliteShare: longest.sqliteMs / longest.ownMs,
      longestStatement: longest.within.sort((a, b) => b.ms - a.ms)[0],
    };
  }
}

/** Statements that ran within a pause, with how much of it each took. */
function withinOf({ pauseMs, endMs }, statements) {
  return statements
    .map(({ sql, fromMs, toMs }) => ({
      sql,
      ms: Math.min(toMs, endMs) - Math.max(fromMs, endMs - pauseMs),
    }))
    .filter(one => one.ms > 0);
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
