import type { RetainedLevel } from '@atlhyper/backstage-plugin-atlhyper-node';

export type { RetainedLevel } from '@atlhyper/backstage-plugin-atlhyper-node';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Bucket lengths that samples are kept in, finest first. Each divides the next. */
export const LEVELS_MS = {
  raw: 30_000,
  fiveMinutes: 5 * MINUTE_MS,
  oneHour: HOUR_MS,
  oneDay: 24 * HOUR_MS,
} as const;

/** Whether a level still keeps a bucket that begins at `startMs`. */
export function isRetained(
  level: RetainedLevel,
  startMs: number,
  nowMs: number,
): boolean {
  return startMs >= nowMs - level.keepMs;
}
