import type {
  NodeAlertMetric,
  NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A rule that nodes must keep. */
export type NodeRule = {
  metric: NodeAlertMetric;
  severity: 'warning' | 'critical';
  /** Broken at this value or beyond it. */
  limit: number;
  /** Well again only on the other side of this, so that a value at the limit does not flap. */
  clear: number;
  /** How long it must be broken to fire, and well to recover. */
  forMs: number;
};

/** Broken below the limit; all other metrics above it. */
export function isLowBad(metric: NodeAlertMetric): boolean {
  return metric === 'diskFullMs';
}

/** How far a value must come back from a limit where a rule does not say. */
export const CLEAR_MARGINS: Record<NodeAlertMetric, number> = {
  cpuUsedFraction: 0.1,
  memoryUsedFraction: 0.05,
  diskUsedFraction: 0.03,
  temperatureCelsius: 5,
  cpuPressureFraction: 0.1,
  memoryPressureFraction: 0.05,
  ioPressureFraction: 0.1,
  diskFullMs: DAY_MS,
};

/**
 * Rules where configuration gives none.
 *
 * CPU and memory: the last tenth, and no mere burst. Disk: the kubelet begins to remove images at
 * 85 % and evicts near 95 % (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).
 * Temperature: of a sensor that names no limit of its own; processors slow down from there on.
 * Pressure: for half, a fifth, two fifths of a minute some task waited for CPU, memory, disk; memory
 * least, since who waits for it is near an OOM kill. A disk that is full in three days is full after
 * a weekend.
 */
export const DEFAULT_NODE_RULES: readonly NodeRule[] = (
  [
    ['cpuUsedFraction', 0.9, 5 * MINUTE_MS, 'warning'],
    ['memoryUsedFraction', 0.9, 5 * MINUTE_MS, 'warning'],
    ['diskUsedFraction', 0.85, 5 * MINUTE_MS, 'warning'],
    ['diskUsedFraction', 0.95, MINUTE_MS, 'critical'],
    ['temperatureCelsius', 80, MINUTE_MS, 'warning'],
    ['cpuPressureFraction', 0.5, 5 * MINUTE_MS, 'warning'],
    ['memoryPressureFraction', 0.2, 5 * MINUTE_MS, 'warning'],
    ['ioPressureFraction', 0.4, 5 * MINUTE_MS, 'warning'],
    ['diskFullMs', 3 * DAY_MS, 60 * MINUTE_MS, 'warning'],
  ] as const
).map(([metric, limit, forMs, severity]) => ({
  metric,
  limit,
  clear: clearOf(metric, limit),
  forMs,
  severity,
}));

/** Where a value is well again by the margin of its metric; never below zero. */
export function clearOf(metric: NodeAlertMetric, limit: number): number {
  const margin = CLEAR_MARGINS[metric];
  // Rounded, so that 0.9 less 0.1 is 0.8.
  const clear = isLowBad(metric) ? limit + margin : limit - margin;
  return Math.max(0, Number(clear.toPrecision(12)));
}

/** One value that a rule is about. */
export type Measured = {
  holder?: string;
  value: number;
  limit: number;
  clear: number;
};

/** A sensor's own limit counts only where it can be one: some drivers give 0 or 65,261 for none. */
const PLAUSIBLE_CELSIUS = { least: 40, most: 150 };

/** The values of a node that a rule is about; none where the node does not give them. */
export function measure(
  rule: NodeRule,
  node: { snapshot: NodeSnapshot; diskFullMs?: number },
): Measured[] {
  const { snapshot, diskFullMs } = node;
  const { cpu, memory, pressure } = snapshot;
  const one = (value: number | undefined, holder?: string): Measured[] =>
    value === undefined
      ? []
      : [{ value, holder, limit: rule.limit, clear: rule.clear }];
  switch (rule.metric) {
    case 'cpuUsedFraction':
      return one(cpu?.usedFraction);
    case 'memoryUsedFraction':
      return one(memory && ratio(memory.usedBytes, memory.totalBytes));
    case 'diskUsedFraction':
      return greatestByHolder(
        (snapshot.filesystems ?? []).flatMap(disk =>
          one(
            ratio(disk.usedBytes, disk.usedBytes + disk.availableBytes),
            disk.mount,
          ),
        ),
      );
    case 'temperatureCelsius':
      return measureSensors(rule, snapshot);
    case 'cpuPressureFraction':
      return one(pressure?.cpu?.some.avg60Fraction);
    case 'memoryPressureFraction':
      return one(pressure?.memory?.some.avg60Fraction);
    case 'ioPressureFraction':
      return one(pressure?.io?.some.avg60Fraction);
    default:
      return one(diskFullMs);
  }
}

/** By the limit of each sensor; what it calls high is worth a warning, and no more. */
function measureSensors(
  rule: NodeRule,
  { temperature }: NodeSnapshot,
): Measured[] {
  const sensors = temperature?.sensors ?? [];
  return greatestByHolder(
    sensors.map(({ chip, name, celsius, highCelsius, criticalCelsius }) => {
      const limits =
        rule.severity === 'critical'
          ? [criticalCelsius]
          : [highCelsius, criticalCelsius];
      const own = limits.find(
        limit =>
          limit !== undefined &&
          limit >= PLAUSIBLE_CELSIUS.least &&
          limit <= PLAUSIBLE_CELSIUS.most,
      );
      const limit = own ?? rule.limit;
      const clear = limit - (rule.limit - rule.clear);
      return { holder: `${chip} ${name}`, value: celsius, limit, clear };
    }),
  );
}

/** Of several values with one name the greatest: an alert is known by its name alone. */
function greatestByHolder(values: readonly Measured[]): Measured[] {
  const byHolder = new Map<string | undefined, Measured>();
  for (const one of values) {
    if (one.value > (byHolder.get(one.holder)?.value ?? -Infinity)) {
      byHolder.set(one.holder, one);
    }
  }
  return [...byHolder.values()];
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
