import { isKnownProbe } from '../../usage/isKnownProbe';
/**
 * What rules look at of a node, at one time or on average over a stretch that ends at `atMs`; what
 * was not measured is absent.
 */
export type NodeReading = {
  /** Time of the first measurement in it. */
  fromMs: number;
  /** Time of the last. */
  atMs: number;
  cpuUsedFraction?: number;
  memoryUsedFraction?: number;
  cpuPressureFraction?: number;
  memoryPressureFraction?: number;
  ioPressureFraction?: number;
  /** The hottest sensor, averaged where the reading is of a stretch. */
  temperatureMaxCelsius?: number;
  /** Used ÷ (used + available) by mount, as `df` gives it. */
  filesystems?: Readonly<Record<string, number>>;
  /** By chip and name. */
  sensors?: Readonly<Record<string, SensorReading>>;
  /** Time until each file system is forecast to be full, by mount; '' where it is not known. */
  diskFullMs?: Readonly<Record<string, number | undefined>>;
};

/** What Kubernetes measured of a node that has no collector. */
export type ReadableUsage = {
  timestampMs: number;
  cpuCores?: number;
  memoryBytes?: number;
  filesystem?: { capacityBytes: number; usedBytes: number };
};

export type SensorReading = {
  celsius: number;
  /** Limits of its own, where it names any that can be one. */
  highCelsius?: number;
  criticalCelsius?: number;
};

/** A snapshot of a node; only what is used here. */
export type ReadableSnapshot = {
  timestampMs: number;
  cpu?: { usedFraction?: number };
  memory?: { totalBytes?: number; usedBytes: number };
  filesystems?: readonly {
    mount: string;
    device?: string;
    fsType?: string;
    usedBytes: number;
    availableBytes: number;
  }[];
  pressure?: {
    cpu?: { some: { avg60Fraction?: number } };
    memory?: { some: { avg60Fraction?: number } };
    io?: { some: { avg60Fraction?: number } };
  };
  temperature?: {
    maxCelsius?: number;
    sensors: readonly {
      chip: string;
      name: string;
      /** Whether it sits in a CPU. */
      cpu?: boolean;
      celsius: number;
      highCelsius?: number;
      criticalCelsius?: number;
    }[];
  };
};

/** A sensor's own limit counts only where it can be one: some drivers give 0 or 65,261 for none. */
const PLAUSIBLE_CELSIUS = { least: 40, most: 150 };

/** What rules look at of a snapshot. Of several values with one name the greatest counts. */
export function toReading(snapshot: ReadableSnapshot): NodeReading {
  const { timestampMs, cpu, memory, pressure, temperature } = snapshot;
  return {
    fromMs: timestampMs,
    atMs: timestampMs,
    cpuUsedFraction: cpu?.usedFraction,
    memoryUsedFraction:
      memory && ratio(memory.usedBytes, memory.totalBytes ?? 0),
    cpuPressureFraction: pressure?.cpu?.some.avg60Fraction,
    memoryPressureFraction: pressure?.memory?.some.avg60Fraction,
    ioPressureFraction: pressure?.io?.some.avg60Fraction,
    temperatureMaxCelsius: temperature?.maxCelsius,
    filesystems: snapshot.filesystems && filesystemsOf(snapshot.filesystems),
    sensors: temperature && sensorsOf(temperature.sensors),
  };
}

/** What rules look at of Kubernetes' own figures; they do not say where the file system is mounted. */
export function usageReading(
  usage: ReadableUsage,
  capacity: Readonly<Record<string, number>>,
): NodeReading {
  const { timestampMs, cpuCores, memoryBytes, filesystem } = usage;
  const share = (used: number | undefined, whole: number | undefined) =>
    used === undefined ? undefined : ratio(used, whole ?? 0);
  const disk = share(filesystem?.usedBytes, filesystem?.capacityBytes);
  return {
    fromMs: timestampMs,
    atMs: timestampMs,
    cpuUsedFraction: share(cpuCores, capacity.cpu),
    memoryUsedFraction: share(memoryBytes, capacity.memory),
    filesystems: disk === undefined ? undefined : { '/': disk },
  };
}

/** Types of images, which are full by nature. */
const IMAGE_TYPES = new Set([
  'cramfs',
  'erofs',
  'iso9660',
  'romfs',
  'squashfs',
  'udf',
]);

/** Whether a file system is an image that was mounted, and no disk that may fill. */
export function isImage(one: { device?: string; fsType?: string }): boolean {
  return (
    IMAGE_TYPES.has(one.fsType ?? '') || /^\/dev\/loop\d/.test(one.device ?? '')
  );
}

function filesystemsOf(
  filesystems: NonNullable<ReadableSnapshot['filesystems']>,
): Record<string, number> {
  const byMount: Record<string, number> = {};
  for (const one of filesystems.filter(given => !isImage(given))) {
    const { mount, usedBytes, availableBytes } = one;
    const used = ratio(usedBytes, usedBytes + availableBytes);
    if (used !== undefined) {
      byMount[mount] = Math.max(used, byMount[mount] ?? 0);
    }
  }
  return byMount;
}

function sensorsOf(
  sensors: NonNullable<ReadableSnapshot['temperature']>['sensors'],
): Record<string, SensorReading> {
  const byName: Record<string, SensorReading> = {};
  for (const one of sensors.filter(isKnownProbe)) {
    const name = `${one.chip} ${one.name}`;
    if (one.celsius <= (byName[name]?.celsius ?? -Infinity)) continue;
    byName[name] = {
      celsius: one.celsius,
      highCelsius: plausible(one.highCelsius),
      criticalCelsius: plausible(one.criticalCelsius),
    };
  }
  return byName;
}

const FIGURES = [
  'cpuUsedFraction',
  'memoryUsedFraction',
  'cpuPressureFraction',
  'memoryPressureFraction',
  'ioPressureFraction',
  'temperatureMaxCelsius',
] as const;

/**
 * The average of several readings, rising by time. Of file systems and sensors those of the last
 * reading count: what is gone by then is gone; each is averaged over the readings that have it.
 */
export function averageReading(readings: readonly NodeReading[]): NodeReading {
  const last = readings[readings.length - 1];
  const average: NodeReading = { ...last, fromMs: readings[0].fromMs };
  for (const figure of FIGURES) {
    average[figure] = mean(readings.map(one => one[figure]));
  }
  average.filesystems =
    last.filesystems &&
    mapValues(
      last.filesystems,
      (_, mount) => mean(readings.map(one => one.filesystems?.[mount]))!,
    );
  average.sensors =
    last.sensors &&
    mapValues(last.sensors, (sensor, name) => ({
      ...sensor,
      celsius: mean(readings.map(one => one.sensors?.[name]?.celsius))!,
    }));
  return average;
}

function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, map(value, key)]),
  );
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length > 0
    ? known.reduce((sum, value) => sum + value, 0) / known.length
    : undefined;
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

function plausible(celsius: number | undefined): number | undefined {
  return celsius !== undefined &&
    celsius >= PLAUSIBLE_CELSIUS.least &&
    celsius <= PLAUSIBLE_CELSIUS.most
    ? celsius
    : undefined;
}
