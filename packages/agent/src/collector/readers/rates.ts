/** Counters of one thing, by name; one that the kernel does not give is absent. */
export type Counters = Record<string, number | undefined>;

/**
 * Increases per second of the counters between two samples.
 *
 * Empty without a previous sample, where no time passed and where any counter went back: then the
 * thing began anew (a reboot of the device, a counter that wrapped) and none of its increases is
 * known. A counter that is missing in one of the samples has no rate.
 */
export function toRatesPerSecond<T extends Counters>(
  current: T,
  previous: T | undefined,
  seconds: number | undefined,
): { [name in keyof T]?: number } {
  if (!previous || seconds === undefined || seconds <= 0) {
    return {};
  }
  const rates: { [name in keyof T]?: number } = {};
  for (const name of Object.keys(current) as (keyof T)[]) {
    const now = current[name];
    const before = previous[name];
    if (now !== undefined && before !== undefined) {
      if (now < before) {
        return {};
      }
      rates[name] = (now - before) / seconds;
    }
  }
  return rates;
}

/** Remembers the last sample of counters, to give their rates at the next. */
export function createRateMeter<T extends Counters>(): (
  current: T,
  monotonicMs: number,
) => { [name in keyof T]?: number } {
  let previous: { counters: T; monotonicMs: number } | undefined;
  return (counters, monotonicMs) => {
    const rates = toRatesPerSecond(
      counters,
      previous?.counters,
      previous && (monotonicMs - previous.monotonicMs) / 1000,
    );
    previous = { counters, monotonicMs };
    return rates;
  };
}
