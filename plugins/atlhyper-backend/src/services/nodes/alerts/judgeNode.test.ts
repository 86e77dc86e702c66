import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { judgeNode, type ActiveAlert } from './judgeNode';
import { DEFAULT_NODE_RULES, measure, type NodeRule } from './nodeRules';

const MINUTE_MS = 60_000;

const RULE: NodeRule = {
  metric: 'cpuUsedFraction',
  severity: 'warning',
  limit: 0.9,
  clear: 0.8,
  forMs: 2 * MINUTE_MS,
};

function snapshotAt(
  timestampMs: number,
  parts: Partial<NodeSnapshot> = {},
): NodeSnapshot {
  return { node: 'n1', timestampMs, ...parts };
}

const cpu = (usedFraction?: number) => ({
  cpu: { coreCount: 4, usedFraction },
});

/** A node as it is judged again and again; remembers what a store would. */
class JudgedNode {
  active: ActiveAlert[] = [];
  ids = 0;

  constructor(private readonly rules: NodeRule[] = [RULE]) {}

  /** What became of its alerts. */
  see(snapshot: NodeSnapshot, diskFullMs?: number): string[] {
    const judged = judgeNode({
      clusterId: 'prod',
      node: 'n1',
      snapshot,
      diskFullMs,
      rules: this.rules,
      active: this.active,
      newId: () => `id-${++this.ids}`,
    });
    this.active = judged
      .filter(one => one.kind === 'kept' || one.kind === 'fired')
      .map(one => one.alert);
    return judged.map(one => one.kind);
  }

  /** CPU at every half minute from a time on. */
  seeCpu(fromMs: number, values: (number | undefined)[]): string[] {
    return values.map(
      (value, i) =>
        this.see(snapshotAt(fromMs + (i * MINUTE_MS) / 2, cpu(value)))[0] ??
        'none',
    );
  }
}

describe('judgeNode', () => {
  it('fires once a rule was broken for its hold time, not before', () => {
    expect(
      new JudgedNode().seeCpu(0, [0.89, 0.9, 0.95, 1, 0.9, 0.9, 0.9]),
    ).toEqual(['none', 'kept', 'kept', 'kept', 'kept', 'fired', 'kept']);
  });

  it('begins anew after a single measurement below the limit', () => {
    const node = new JudgedNode();
    expect(node.seeCpu(0, [0.9, 0.9, 0.9, 0.9, 0.89, 0.9])).toEqual([
      'kept',
      'kept',
      'kept',
      'kept',
      'dropped',
      'kept',
    ]);
    expect(node.active[0].sinceMs).toBe(2.5 * MINUTE_MS);
  });

  it('fires at once where the rule has no hold time', () => {
    const node = new JudgedNode([{ ...RULE, forMs: 0 }]);
    expect(node.seeCpu(0, [0.9, 0.79])).toEqual(['fired', 'resolved']);
  });

  describe('once it fires', () => {
    let node: JudgedNode;
    beforeEach(() => {
      node = new JudgedNode();
      node.seeCpu(0, [0.9, 0.9, 0.9, 0.9, 0.9]);
    });
    const LATER = 2.5 * MINUTE_MS;

    it('keeps the time at which it fired', () => {
      node.seeCpu(LATER, [0.9]);
      expect(node.active[0].firedMs).toBe(2 * MINUTE_MS);
    });

    it('goes on between clear and limit, however long', () => {
      const between = Array(20).fill(0.8);
      expect(new Set(node.seeCpu(LATER, between))).toEqual(new Set(['kept']));
    });

    it('recovers once it was below clear for the hold time', () => {
      expect(node.seeCpu(LATER, [0.79, 0.7, 0.1, 0.79, 0.79])).toEqual([
        'kept',
        'kept',
        'kept',
        'kept',
        'resolved',
      ]);
    });

    it('does not recover after a relapse', () => {
      expect(
        node.seeCpu(LATER, [0.1, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.1]),
      ).not.toContain('resolved');
    });

    it('recovers where the node gives the figure no more', () => {
      const gone = Array(5).fill(undefined);
      expect(node.seeCpu(LATER, gone).at(-1)).toBe('resolved');
    });

    it('counts no time in which nothing was seen', () => {
      node.seeCpu(LATER, [0.1]);
      // 121 s of silence; then it has to be well for two minutes again.
      const after = LATER + 121_000;
      expect(node.seeCpu(after, [0.1, 0.1, 0.1, 0.1, 0.1])).toEqual([
        'kept',
        'kept',
        'kept',
        'kept',
        'resolved',
      ]);
    });

    it('ends with its rule', () => {
      const other = new JudgedNode([]);
      other.active = node.active;
      expect(other.seeCpu(LATER, [0.95])).toEqual(['resolved']);
    });
  });

  it('holds anew after a silence in which the node might have been well', () => {
    const node = new JudgedNode();
    node.seeCpu(0, [0.9]);
    expect(node.seeCpu(121_000, [0.9])).toEqual(['kept']);
    expect(node.active[0].sinceMs).toBe(121_000);
    const patient = new JudgedNode();
    patient.seeCpu(0, [0.9]);
    expect(patient.seeCpu(120_000, [0.9])).toEqual(['fired']);
  });

  it('may judge the same measurement any number of times', () => {
    const node = new JudgedNode();
    node.seeCpu(0, [0.9, 0.9]);
    const { active } = node;
    node.see(snapshotAt(MINUTE_MS / 2, cpu(0.9)));
    expect(node.active).toEqual(active);
  });

  it('tells disks and severities apart', () => {
    const disk = (mount: string, usedBytes: number) => ({
      mount,
      device: mount,
      fsType: 'ext4',
      totalBytes: 100,
      usedBytes,
      availableBytes: 100 - usedBytes,
    });
    const rules = DEFAULT_NODE_RULES.filter(
      rule => rule.metric === 'diskUsedFraction',
    );
    const node = new JudgedNode(rules.map(rule => ({ ...rule, forMs: 0 })));
    const filesystems = [disk('/', 96), disk('/data', 85), disk('/tmp', 84)];
    node.see(snapshotAt(0, { filesystems }));
    expect(node.active.map(one => [one.holder, one.severity])).toEqual([
      ['/', 'warning'],
      ['/data', 'warning'],
      ['/', 'critical'],
    ]);
    // Back by three points, and by two.
    const later = [disk('/', 91), disk('/data', 83)];
    expect(node.see(snapshotAt(30_000, { filesystems: later }))).toEqual([
      'kept',
      'kept',
      'resolved',
    ]);
  });

  it('takes a short time until a disk is full for bad, a long one for good', () => {
    const DAY_MS = 86_400_000;
    const rule = DEFAULT_NODE_RULES.find(one => one.metric === 'diskFullMs')!;
    const node = new JudgedNode([{ ...rule, forMs: 0 }]);
    const see = (atMs: number, days: number) =>
      node.see(snapshotAt(atMs), days * DAY_MS);
    expect(see(0, 3.01)).toEqual([]);
    expect(see(1, 3)).toEqual(['fired']);
    expect(see(2, 4)).toEqual(['kept']);
    expect(see(3, 4.01)).toEqual(['resolved']);
  });
});

describe('measure', () => {
  const rule = DEFAULT_NODE_RULES.find(
    one => one.metric === 'temperatureCelsius',
  )!;
  const sensor = (limits: object) => ({
    chip: 'coretemp',
    name: 'Core 0',
    cpu: true,
    celsius: 70,
    ...limits,
  });

  it.each([
    [
      'what the sensor calls high',
      { highCelsius: 95, criticalCelsius: 100 },
      95,
    ],
    ['what it calls critical', { criticalCelsius: 100 }, 100],
    ['80 degrees where it says nothing', {}, 80],
    ['80 degrees where it cannot be true', { highCelsius: 0 }, 80],
    ['80 degrees where it is a number for none', { highCelsius: 655 }, 80],
  ])('judges a sensor by %s', (_, limits, limit) => {
    const temperature = { maxCelsius: 70, sensors: [sensor(limits)] };
    const snapshot = snapshotAt(0, { temperature });
    expect(measure(rule, { snapshot })).toEqual([
      { holder: 'coretemp Core 0', value: 70, limit, clear: limit - 5 },
    ]);
  });

  it('takes what a sensor calls high for no more than a warning', () => {
    const limits = { highCelsius: 80, criticalCelsius: 100 };
    const temperature = { maxCelsius: 70, sensors: [sensor(limits)] };
    const critical = { ...rule, severity: 'critical' as const, limit: 95 };
    const limitOf = (sensors: typeof temperature.sensors) =>
      measure(critical, {
        snapshot: snapshotAt(0, { temperature: { ...temperature, sensors } }),
      })[0].limit;
    expect(limitOf(temperature.sensors)).toBe(100);
    expect(limitOf([sensor({ highCelsius: 80 })])).toBe(95);
  });

  it('takes the fullest of file systems on one mount', () => {
    const disk = (usedBytes: number) => ({
      ...{ mount: '/data', device: '/dev/sda1', fsType: 'ext4' },
      ...{ totalBytes: 100, usedBytes, availableBytes: 100 - usedBytes },
    });
    const snapshot = snapshotAt(0, {
      filesystems: [disk(90), disk(96), disk(50)],
    });
    const of = DEFAULT_NODE_RULES.find(
      one => one.metric === 'diskUsedFraction',
    )!;
    expect(measure(of, { snapshot })).toMatchObject([
      { holder: '/data', value: 0.96 },
    ]);
  });

  it.each(DEFAULT_NODE_RULES.map(one => [one.metric, one.limit, one] as const))(
    'says nothing of %s (%d) where the node does not give it',
    (_metric, _limit, one) => {
      expect(measure(one, { snapshot: snapshotAt(0) })).toEqual([]);
    },
  );

  it.each(['cpu', 'memory', 'io'] as const)(
    'takes the minute of pressure on %s',
    part => {
      const stall = (avg60Fraction: number) => ({
        avg10Fraction: 1,
        avg60Fraction,
        avg300Fraction: 1,
      });
      const pressure = { [part]: { some: stall(0.25), full: stall(1) } };
      const of = DEFAULT_NODE_RULES.find(
        one => one.metric === `${part}PressureFraction`,
      )!;
      const [found] = measure(of, { snapshot: snapshotAt(0, { pressure }) });
      expect(found.value).toBe(0.25);
    },
  );
});
