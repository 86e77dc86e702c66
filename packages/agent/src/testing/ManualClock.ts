import type { Clock } from '../Clock';

type Sleeper = { dueMs: number; wake: () => void };

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  private sleepers = new Set<Sleeper>();

  constructor(private timeMs: number) {}

  nowMs(): number {
    return this.timeMs;
  }

  /** Half of every range, so that back-off is predictable. */
  random(): number {
    return 0.5;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const sleeper = {
        dueMs: this.timeMs + Math.max(0, ms),
        wake: () => {
          this.sleepers.delete(sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      signal.addEventListener('abort', sleeper.wake, { once: true });
      this.sleepers.add(sleeper);
    });
  }

  get nextDueMs(): number | undefined {
    const times = [...this.sleepers].map(s => s.dueMs);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Waits until somebody sleeps: real work that was begun is done. */
  async untilAsleep(): Promise<void> {
    while (this.sleepers.size === 0) await settle(1);
  }

  /** Sets the time and wakes whoever is due. */
  set(timeMs: number): void {
    this.timeMs = Math.max(this.timeMs, timeMs);
    for (const sleeper of [...this.sleepers]) {
      if (sleeper.dueMs <= this.timeMs) sleeper.wake();
    }
  }

  /**
   * Moves on by `ms` from one due time to the next, letting what woke up run in between. Real input
   * and output takes real time, so each step gives the event loop some turns.
   */
  async advance(ms: number, turns = 5): Promise<void> {
    const endMs = this.timeMs + ms;
    await settle(turns);
    for (;;) {
      const dueMs = this.nextDueMs;
      if (dueMs === undefined || dueMs > endMs) break;
      this.set(dueMs);
      await settle(turns);
    }
    this.set(endMs);
    await settle(turns);
  }
}

async function settle(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) {
    await new Promise(resolve => {
      setImmediate(resolve);
    });
  }
}
