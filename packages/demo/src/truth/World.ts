import type { Fault, Scenario } from '../scenario/schema';

/** One run of a scenario: what it is, which chances it takes, and when it was first started. */
export type World = {
  scenario: Scenario;
  seed: number;
  /** Faults are before or after it. */
  startMs: number;
};

/** Truth is decided for blocks of 5 minutes and then spread over their slots. */
export const BLOCK_MS = 300_000;
export const SLOT_MS = 30_000;

/** Whether a fault is on in the block that begins at `blockMs`. */
export function isFaultOn(
  fault: Fault,
  world: World,
  blockMs: number,
): boolean {
  const start = Math.floor(world.startMs / BLOCK_MS) * BLOCK_MS;
  const durationMs = toBlocks(fault.durationMinutes);
  if ('startedMinutesAgo' in fault) {
    const fromMs = start - toBlocks(fault.startedMinutesAgo);
    return blockMs >= fromMs && blockMs < fromMs + durationMs;
  }
  const since = blockMs - start - toBlocks(fault.firstAfterMinutes);
  return since >= 0 && since % toBlocks(fault.everyMinutes) < durationMs;
}

/** Minutes as whole blocks, in milliseconds; never none at all unless there are no minutes. */
function toBlocks(minutes: number): number {
  return Math.ceil((minutes * 60_000) / BLOCK_MS) * BLOCK_MS;
}
