import { averageReading, toReading, usageReading } from './NodeReading';

describe('toReading', () => {
  it('gives what rules look at of a snapshot, as shares', () => {
    const pressureOf = (avg60Fraction: number) => ({ some: { avg60Fraction } });
    const reading = toReading({
      timestampMs: 7,
      cpu: { usedFraction: 0.5 },
      memory: { totalBytes: 8, usedBytes: 2 },
      pressure: {
        cpu: pressureOf(0.1),
        memory: pressureOf(0.2),
        io: pressureOf(0.3),
      },
      filesystems: [{ mount: '/', usedBytes: 3, availableBytes: 1 }],
      temperature: {
        maxCelsius: 61,
        sensors: [{ chip: 'k10temp', name: 'Tctl', cpu: true, celsius: 61 }],
      },
    });
    expect(reading).toEqual({
      fromMs: 7,
      atMs: 7,
      cpuUsedFraction: 0.5,
      memoryUsedFraction: 0.25,
      cpuPressureFraction: 0.1,
      memoryPressureFraction: 0.2,
      ioPressureFraction: 0.3,
      temperatureMaxCelsius: 61,
      filesystems: { '/': 0.75 },
      sensors: { 'k10temp Tctl': { celsius: 61 } },
    });
  });

  it('has nothing of what was not measured', () => {
    const { fromMs, atMs, ...figures } = toReading({ timestampMs: 7 });
    expect([fromMs, atMs]).toEqual([7, 7]);
    expect(new Set(Object.values(figures))).toEqual(new Set([undefined]));
  });

  it('takes the fullest of what is mounted in one place, and no images', () => {
    const one = { mount: '/', usedBytes: 3, availableBytes: 1 };
    const { filesystems } = toReading({
      timestampMs: 7,
      filesystems: [
        { ...one, usedBytes: 1 },
        one,
        { ...one, usedBytes: 2 },
        { ...one, mount: '/empty', usedBytes: 0, availableBytes: 0 },
        { ...one, mount: '/snap', fsType: 'squashfs' },
        { ...one, mount: '/loop', device: '/dev/loop3' },
        { ...one, mount: '/data', device: '/dev/loopback', fsType: 'xfs' },
      ],
    });
    expect(filesystems).toEqual({ '/': 0.75, '/data': 0.75 });
  });

  it.each([
    [39, undefined],
    [40, 40],
    [150, 150],
    [151, undefined],
  ])("takes a sensor's own limit of %i °C for %s", (given, taken) => {
    const { sensors } = toReading({
      timestampMs: 7,
      temperature: {
        sensors: [
          {
            ...{ chip: 'k10temp', name: 'Tctl', cpu: true, celsius: 50 },
            ...{ highCelsius: given, criticalCelsius: given },
          },
        ],
      },
    });
    expect(sensors!['k10temp Tctl']).toEqual({
      celsius: 50,
      highCelsius: taken,
      criticalCelsius: taken,
    });
  });

  it('takes the hottest of several sensors of one name', () => {
    const sensor = (celsius: number) => ({
      ...{ chip: 'k10temp', name: 'Tctl', cpu: true },
      celsius,
      highCelsius: celsius,
    });
    const { sensors } = toReading({
      timestampMs: 7,
      temperature: { sensors: [50, 70, 60].map(sensor) },
    });
    expect(sensors!['k10temp Tctl']).toMatchObject({
      celsius: 70,
      highCelsius: 70,
    });
  });
});

describe('usageReading', () => {
  const usage = {
    timestampMs: 7,
    cpuCores: 1,
    memoryBytes: 2,
    filesystem: { capacityBytes: 10, usedBytes: 4 },
  };

  it('relates use to the capacity of the node, and has its disk at the root', () => {
    expect(usageReading(usage, { cpu: 4, memory: 16 })).toEqual({
      fromMs: 7,
      atMs: 7,
      cpuUsedFraction: 0.25,
      memoryUsedFraction: 0.125,
      filesystems: { '/': 0.4 },
    });
  });

  it('has no share of a capacity that is not known, nor of what was not measured', () => {
    const unknown = usageReading({ ...usage, filesystem: undefined }, {});
    expect(unknown).toEqual({ fromMs: 7, atMs: 7 });
    const { cpuUsedFraction } = usageReading({ timestampMs: 7 }, { cpu: 4 });
    expect(cpuUsedFraction).toBeUndefined();
  });
});

describe('averageReading', () => {
  it('averages each figure over the readings that have it, and spans them all', () => {
    const average = averageReading([
      { fromMs: 1, atMs: 2, cpuUsedFraction: 0.2, memoryUsedFraction: 0.1 },
      { fromMs: 3, atMs: 4, cpuUsedFraction: 0.4 },
      { fromMs: 5, atMs: 6, cpuUsedFraction: 0.9, memoryUsedFraction: 0.5 },
    ]);
    expect(average).toMatchObject({
      fromMs: 1,
      atMs: 6,
      cpuUsedFraction: expect.closeTo(0.5, 12),
      memoryUsedFraction: expect.closeTo(0.3, 12),
      temperatureMaxCelsius: undefined,
    });
  });

  it('averages the disks and sensors that are there in the last reading', () => {
    const at = (
      atMs: number,
      filesystems?: Record<string, number>,
      celsius?: Record<string, number>,
    ) => ({
      ...{ fromMs: atMs, atMs, filesystems },
      sensors:
        celsius &&
        Object.fromEntries(
          Object.entries(celsius).map(([name, value]) => [
            name,
            { celsius: value, highCelsius: 80 + atMs },
          ]),
        ),
    });
    const average = averageReading([
      at(1, { '/': 0.2, '/gone': 0.9 }, { cpu: 50, gone: 90 }),
      at(2),
      at(3, { '/': 0.4, '/new': 0.6 }, { cpu: 60, new: 40 }),
    ]);
    expect(average.filesystems).toEqual({
      '/': expect.closeTo(0.3, 12),
      '/new': 0.6,
    });
    expect(average.sensors).toEqual({
      cpu: { celsius: 55, highCelsius: 83 },
      new: { celsius: 40, highCelsius: 83 },
    });
  });
});
