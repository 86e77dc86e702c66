import { settleAlerts } from '../settleAlerts';
import type { Alert } from '../types';
import { DEFAULT_NODE_RULES, judgeNode, NODE_METRIC_RULES } from './judgeNode';
import type { NodeRule } from './NodeMetricRule';
import {
  averageReading,
  toReading,
  usageReading,
  type NodeReading,
  type ReadableSnapshot,
} from './NodeReading';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const RULE: NodeRule = {
  watch: NODE_METRIC_RULES.cpuUsedFraction,
  severity: 'warning',
  limit: 0.9,
  clear: 0.8,
  forMs: 2 * MINUTE_MS,
};

/** A node as it is judged again and again; remembers what a store would. */
class JudgedNode {
  alerts: Alert[] = [];
  private ids = 0;

  constructor(private readonly rules: readonly NodeRule[] = [RULE]) {}

  see(readings: NodeReading[]): string[] {
    const newId = () => `id-${(this.ids += 1)}`;
    const { active, changes } = settleAlerts(
      this.alerts,
      judgeNode({ entity: 'prod/_/node/n1', readings }, this.rules),
      { nowMs: Math.max(...readings.map(one => one.atMs)), newId },
    );
    this.alerts = active;
    return changes.map(
      ({ kind, alert, atMs }) =>
        `${kind} ${alert.part ?? alert.rule} ${alert.severity} ${atMs}`,
    );
  }

  seeSnapshot(snapshot: ReadableSnapshot): string[] {
    return this.see([toReading(snapshot)]);
  }

  /** CPU on average over every half minute from a time on. */
  seeCpu(fromMs: number, values: number[]): string[] {
    return values.flatMap((cpuUsedFraction, i) =>
      this.see([
        {
          fromMs: fromMs + i * 30_000,
          atMs: fromMs + (i + 1) * 30_000,
          cpuUsedFraction,
        },
      ]),
    );
  }
}

describe('judgeNode', () => {
  it.each([
    // Three half minutes last 90 s, four 120 s.
    [[0.9, 0.95, 1], []],
    [[0.9, 0.95, 1, 0.9], ['fired cpuUsedFraction warning 120000']],
    [[0.9, 0.9, 0.9, 0.89, 0.9, 0.9, 0.9], []],
    [[0.89, 0.9, 0.9, 0.9, 0.9], ['fired cpuUsedFraction warning 150000']],
  ])('fires once it was broken for its hold: %j', (values, told) => {
    expect(new JudgedNode().seeCpu(0, values)).toEqual(told);
  });

  it('recovers below the clear threshold only, and after as long', () => {
    const node = new JudgedNode();
    node.seeCpu(0, [1, 1, 1, 1]);
    expect(node.seeCpu(120_000, Array(20).fill(0.8))).toEqual([]);
    expect(node.seeCpu(720_000, [0.79, 0.1, 0.1, 0.1, 0.1])).toEqual([
      'resolved cpuUsedFraction warning 870000',
    ]);
  });

  it('neither fires nor recovers by what a node does not give', () => {
    const node = new JudgedNode();
    node.seeCpu(0, [1, 1, 1, 1]);
    const silent = [5, 6, 7, 8, 9, 10].map(i => ({
      fromMs: i * 30_000,
      atMs: (i + 1) * 30_000,
    }));
    expect(node.see(silent)).toEqual([]);
    expect(node.see([])).toEqual([]);
    expect(node.alerts).toHaveLength(1);
  });

  it('counts no time in which nothing was seen', () => {
    const node = new JudgedNode();
    node.seeCpu(0, [1]);
    // 121 s later.
    expect(node.seeCpu(121_001 + 30_000, [1, 1, 1])).toEqual([]);
    expect(node.alerts[0].sinceMs).toBe(151_001);
  });

  it('is one alert of a disk, with the graver limit first', () => {
    const disk = (mount: string, usedBytes: number) => ({
      mount,
      usedBytes,
      availableBytes: 100 - usedBytes,
    });
    const rules = DEFAULT_NODE_RULES.filter(
      rule => rule.watch.metric === 'diskUsedFraction',
    ).map(rule => ({ ...rule, recoverMs: 0 }));
    const node = new JudgedNode(rules);
    const filesystems = [disk('/', 96), disk('/data', 85), disk('/tmp', 84)];
    expect(node.seeSnapshot({ timestampMs: 0, filesystems })).toEqual([
      'fired / critical 0',
      'fired /data warning 0',
    ]);
    // Back by five points, and by two.
    const later = [disk('/', 91), disk('/data', 83)];
    expect(
      node.seeSnapshot({ timestampMs: 30_000, filesystems: later }),
    ).toEqual(['changed / warning 30000']);
    // What is unmounted is clear.
    expect(
      node.seeSnapshot({ timestampMs: 60_000, filesystems: [disk('/', 91)] }),
    ).toEqual(['resolved /data warning 60000']);
  });

  it('takes a short time until a disk is full for bad, a long one for good', () => {
    const rule = DEFAULT_NODE_RULES.find(
      one => one.watch.metric === 'diskFullMs',
    )!;
    const node = new JudgedNode([{ ...rule, forMs: 0 }]);
    const see = (atMs: number, days: number) =>
      node.see([{ fromMs: atMs, atMs, diskFullMs: { '/var': days * DAY_MS } }]);
    expect(see(0, 3.01)).toEqual([]);
    expect(see(1, 3)).toEqual(['fired /var warning 1']);
    expect(see(2, 4)).toEqual([]);
    expect(see(3, 4.01)).toEqual(['resolved /var warning 3']);
  });

  it('keeps an alert of a disk whose forecast is no longer known', () => {
    const rule = DEFAULT_NODE_RULES.find(
      one => one.watch.metric === 'diskFullMs',
    )!;
    const node = new JudgedNode([{ ...rule, forMs: 0 }]);
    const see = (atMs: number, full: Record<string, number | undefined>) =>
      node.see([{ fromMs: atMs, atMs, diskFullMs: full }]);
    expect(see(0, { '/var': DAY_MS, '/': undefined })).toEqual([
      'fired /var warning 0',
    ]);
    expect(see(1, { '/var': undefined, '/': 9 * DAY_MS })).toEqual([]);
    // It is learnt, and never full.
    expect(see(2, { '/': 9 * DAY_MS })).toEqual(['resolved /var warning 2']);
  });
});

describe('readings', () => {
  it.each([
    // In step with the round, out of step, and really above.
    [[0.05, 0.05, 0.05, 0.05, 0.05, 0.95], 0.2],
    [[0.95, 0.95, 0.95, 0.95, 0.95, 0.05], 0.8],
  ])('are averaged over all that was measured: %j', (values, average) => {
    const readings = values.map((usedFraction, i) =>
      toReading({ timestampMs: i * 5_000, cpu: { usedFraction } }),
    );
    const made = averageReading(readings);
    expect(made.cpuUsedFraction).toBeCloseTo(average, 12);
    expect([made.fromMs, made.atMs]).toEqual([0, 25_000]);
  });

  it('average each file system and sensor over the readings that have it', () => {
    const readingAt = (timestampMs: number, mounts: Record<string, number>) =>
      toReading({
        timestampMs,
        filesystems: Object.entries(mounts).map(([mount, usedBytes]) => ({
          mount,
          usedBytes,
          availableBytes: 100 - usedBytes,
        })),
      });
    const made = averageReading([
      readingAt(0, { '/': 25, '/gone': 50 }),
      readingAt(1, { '/': 75, '/new': 50 }),
    ]);
    expect(made.filesystems).toEqual({ '/': 0.5, '/new': 0.5 });
    expect(made.sensors).toBeUndefined();
  });

  it('take the fullest of file systems on one mount, as df gives them', () => {
    const filesystems = [90, 96, 50].map(usedBytes => ({
      mount: '/data',
      usedBytes,
      availableBytes: 100 - usedBytes,
    }));
    expect(toReading({ timestampMs: 0, filesystems }).filesystems).toEqual({
      '/data': 0.96,
    });
  });

  it('come of Kubernetes’ own figures where there is no collector', () => {
    const usage = { timestampMs: 1, cpuCores: 1, memoryBytes: 4 };
    const filesystem = { capacityBytes: 100, usedBytes: 30 };
    expect(
      usageReading({ ...usage, filesystem }, { cpu: 4, memory: 16 }),
    ).toMatchObject({
      cpuUsedFraction: 0.25,
      memoryUsedFraction: 0.25,
      filesystems: { '/': 0.3 },
    });
    expect(usageReading(usage, {}).cpuUsedFraction).toBeUndefined();
  });
});

describe('rules of nodes', () => {
  const rule = DEFAULT_NODE_RULES.find(
    one => one.watch.metric === 'temperatureCelsius',
  )!;
  const reading = (limits: object, maxCelsius = 99) =>
    toReading({
      timestampMs: 0,
      temperature: {
        maxCelsius,
        sensors: [{ chip: 'coretemp', name: 'Core 0', celsius: 99, ...limits }],
      },
    });
  const thresholdOf = (one: NodeRule, limits: object) => {
    const [{ observations }] = judgeNode(
      { entity: 'n', readings: [reading(limits)] },
      [one],
    );
    return observations[0].findings![0]?.threshold;
  };

  it.each([
    [
      'what the sensor calls high',
      { highCelsius: 95, criticalCelsius: 98 },
      95,
    ],
    ['what it calls critical', { criticalCelsius: 98 }, 98],
    ['80 degrees where it says nothing', {}, 80],
    ['80 degrees where it cannot be true', { highCelsius: 0 }, 80],
    ['80 degrees where it is a number for none', { highCelsius: 655 }, 80],
  ])('judge a sensor by %s', (_, limits, limit) => {
    expect(thresholdOf(rule, limits)).toBe(limit);
  });

  it('take what a sensor calls high for no more than a warning', () => {
    const critical = { ...rule, severity: 'critical' as const, limit: 90 };
    expect(
      thresholdOf(critical, { highCelsius: 80, criticalCelsius: 98 }),
    ).toBe(98);
    expect(thresholdOf(critical, { highCelsius: 80 })).toBe(90);
  });

  it('take a sensor for no hotter than the hottest was on average', () => {
    const { measure } = NODE_METRIC_RULES.temperatureCelsius;
    expect(measure(reading({}, 50), 'warning')).toMatchObject([{ value: 50 }]);
  });

  it.each(Object.entries(NODE_METRIC_RULES))(
    'go by their key: %s',
    (key, { metric }) => expect(metric).toBe(key),
  );

  it.each(DEFAULT_NODE_RULES)(
    'say nothing of $watch.metric where the node does not give it',
    one => {
      const readings = [{ fromMs: 0, atMs: 0 }];
      const [{ observations }] = judgeNode({ entity: 'n', readings }, [one]);
      expect(observations[0].findings).toBeUndefined();
    },
  );

  it.each(['cpu', 'memory', 'io'] as const)(
    'take the minute of pressure on %s',
    part => {
      const pressure = { [part]: { some: { avg60Fraction: 0.25 } } };
      const made = toReading({ timestampMs: 0, pressure });
      const metric = `${part}PressureFraction` as const;
      expect(NODE_METRIC_RULES[metric].measure(made, 'warning')).toEqual([
        { value: 0.25 },
      ]);
    },
  );
});
