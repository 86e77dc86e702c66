import { systemClock, type Clock } from '../Clock';

/** A clock that runs `factor` times as fast, for parts that wait for real input and output. */
export function createFastClock(factor: number): Clock {
  const startMs = Date.now();
  const realStart = performance.now();
  return {
    nowMs: () => Math.round(startMs + (performance.now() - realStart) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
    random: () => Math.random(),
  };
}
