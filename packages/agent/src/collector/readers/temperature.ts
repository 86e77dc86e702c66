import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isKnownProbe } from '@atlhyper/core';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { readAvailable, readNumber } from './hostFiles';

type Temperature = NonNullable<NodeFacts['temperature']>;
type Reading = Temperature['sensors'][number];

/** Where a sensor is read, and what does not change about it. */
type Sensor = Omit<Reading, 'celsius'> & { file: string };

/** Drivers come and go with modules, but seldom. */
const SENSORS_INTERVAL_MS = 60_000;
const MAX_SENSORS = 256;

/** What an input without a probe gives is below or above these. */
const MIN_CELSIUS = -55;
const MAX_CELSIUS = 200;

/** Drivers and thermal zones that measure inside a CPU. */
export const CPU_CHIPS =
  /^(coretemp|k8temp|k10temp|zenpower|via_cputemp|x86_pkg_temp|(cpu|soc)\d*[-_]?\w*thermal|cpu[-_]?\w*)$/i;
/** What drivers of mainboards call their CPU probes. */
export const CPU_LABELS = /^(cpu|package id|core|tctl|tdie|tccd)/i;

/**
 * Reads temperatures from hwmon and, where it has none, from the thermal zones, which give the same
 * with less to tell them apart.
 *
 * The group is absent on machines without a sensor, such as most virtual ones.
 */
export function createTemperatureReader(paths: { sys: string }): NodeReader {
  let sensors: Sensor[] = [];
  let foundMs: number | undefined;

  return {
    name: 'temperature',
    async read(monotonicMs) {
      if (
        foundMs === undefined ||
        monotonicMs - foundMs >= SENSORS_INTERVAL_MS
      ) {
        const hwmon = findHwmonSensors(join(paths.sys, 'class/hwmon'));
        sensors = (
          hwmon.some(sensor => readCelsius(sensor.file) !== undefined)
            ? hwmon
            : findThermalZones(join(paths.sys, 'class/thermal'))
        ).slice(0, MAX_SENSORS);
        foundMs = monotonicMs;
      }
      const readings = sensors.flatMap(({ file, ...sensor }): Reading[] => {
        const celsius = readCelsius(file);
        return celsius === undefined ? [] : [{ ...sensor, celsius }];
      });
      return { facts: toTemperatureFacts(readings) };
    },
  };
}

/** The group with its greatest figures; empty without a reading. */
export function toTemperatureFacts(readings: Reading[]): NodeFacts {
  if (readings.length === 0) {
    return {};
  }
  const max = (some: Reading[]) =>
    Math.max(...some.map(reading => reading.celsius));
  const cpu = readings.filter(reading => reading.cpu);
  const known = readings.filter(isKnownProbe);
  return {
    temperature: {
      ...(known.length > 0 && { maxCelsius: max(known) }),
      ...(cpu.length > 0 && { cpuCelsius: max(cpu) }),
      sensors: readings,
    },
  };
}

/** Files hold thousandths of a degree. */
function readCelsius(file: string): number | undefined {
  const thousandths = readNumber(file);
  if (thousandths === undefined) {
    return undefined;
  }
  const celsius = thousandths / 1000;
  return isCelsius(celsius) ? celsius : undefined;
}

/** Whether a probe can have measured it. */
export function isCelsius(celsius: number): boolean {
  return celsius >= MIN_CELSIUS && celsius <= MAX_CELSIUS;
}

/** A limit of 0 or beyond what can be measured is one that nobody set. */
function readLimit(file: string): number | undefined {
  const celsius = readCelsius(file);
  return celsius !== undefined && celsius > 0 ? celsius : undefined;
}

function findHwmonSensors(directory: string): Sensor[] {
  return listSorted(directory).flatMap(entry => {
    // Kernels before 3.13 keep the files one level down.
    const chipDirectory = [
      join(directory, entry),
      join(directory, entry, 'device'),
    ].find(path => existsSync(join(path, 'name')));
    if (!chipDirectory) {
      return [];
    }
    const chip = readText(join(chipDirectory, 'name')) ?? entry;
    return listSorted(chipDirectory)
      .map(file => /^(temp\d+)_input$/.exec(file)?.[1])
      .filter((input): input is string => input !== undefined)
      .map(input => {
        const file = (part: string) => join(chipDirectory, `${input}_${part}`);
        const name = readText(file('label')) ?? input;
        return {
          chip,
          name,
          cpu: CPU_CHIPS.test(chip) || CPU_LABELS.test(name),
          ...limits(readLimit(file('max')), readLimit(file('crit'))),
          file: file('input'),
        };
      });
  });
}

function findThermalZones(directory: string): Sensor[] {
  return listSorted(directory)
    .filter(zone => /^thermal_zone\d+$/.test(zone))
    .map(zone => {
      const chip = readText(join(directory, zone, 'type')) ?? 'thermal';
      return {
        chip,
        name: zone,
        cpu: CPU_CHIPS.test(chip),
        ...limits(undefined, readCriticalTrip(join(directory, zone))),
        file: join(directory, zone, 'temp'),
      };
    });
}

function readCriticalTrip(zone: string): number | undefined {
  const trip = listSorted(zone)
    .map(file => /^(trip_point_\d+)_type$/.exec(file)?.[1])
    .find(name => name && readText(join(zone, `${name}_type`)) === 'critical');
  return trip === undefined ? undefined : readLimit(join(zone, `${trip}_temp`));
}

function limits(highCelsius?: number, criticalCelsius?: number) {
  return {
    ...(highCelsius !== undefined && { highCelsius }),
    ...(criticalCelsius !== undefined && { criticalCelsius }),
  };
}

function readText(file: string): string | undefined {
  return readAvailable(file)?.trim().slice(0, 128) || undefined;
}

/** `hwmon2` before `hwmon10`; empty where there is no such directory. */
function listSorted(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory).sort((a, b) =>
        a.localeCompare(b, 'en', { numeric: true }),
      )
    : [];
}
