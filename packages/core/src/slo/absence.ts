/** How long traffic must stay away before it is missed. */
export const ABSENCE_MS = 30 * 60_000;

/**
 * Whether traffic that should be there is not: none within `ABSENCE_MS`, though the same stretch of
 * the day before had at least the minimum. Comparing with the same time of day keeps a service that
 * sleeps at night from being missed. `undefined` where either stretch was not observed.
 */
export function isAbsent(input: {
  recent: { total: number; coveredFraction: number };
  dayBefore: { total: number; coveredFraction: number };
  guards: { minimumRequests: number; minimumCoveredFraction: number };
}): boolean | undefined {
  const { recent, dayBefore, guards } = input;
  const observed = [recent, dayBefore].every(
    stretch => stretch.coveredFraction >= guards.minimumCoveredFraction,
  );
  if (!observed) return undefined;
  return (
    recent.total === 0 && dayBefore.total >= Math.max(1, guards.minimumRequests)
  );
}
