import { nodeSnapshotSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeFigures } from './MetricsSource';
import { toUsageSnapshot } from './toUsageSnapshot';

const GIB = 2 ** 30;
const data = { capacity: { cpu: 4, memory: 16 * GIB } };

describe('toUsageSnapshot', () => {
  it('gives shares of the node’s capacity', () => {
    const snapshot = toUsageSnapshot(
      'n',
      {
        timestampMs: 5,
        cpuCores: 1,
        memoryBytes: 4 * GIB,
        filesystem: { capacityBytes: 100, usedBytes: 30, availableBytes: 65 },
      },
      data,
    );
    expect(nodeSnapshotSchema.parse(snapshot)).toEqual({
      node: 'n',
      timestampMs: 5,
      cpu: { coreCount: 4, usedFraction: 0.25 },
      memory: {
        totalBytes: 16 * GIB,
        usedBytes: 4 * GIB,
        availableBytes: 12 * GIB,
      },
      filesystems: [
        {
          mount: '/',
          device: 'kubelet',
          fsType: '',
          totalBytes: 100,
          usedBytes: 30,
          availableBytes: 65,
        },
      ],
    });
  });

  it.each<[string, Partial<NodeFigures>, string[]]>([
    ['CPU', { cpuCores: 1 }, ['cpu']],
    ['memory', { memoryBytes: 1 }, ['memory']],
    [
      'a file system',
      { filesystem: { capacityBytes: 2, usedBytes: 1 } },
      ['filesystems'],
    ],
  ])('leaves out what is not measured, beside %s', (_, figures, groups) => {
    const snapshot = toUsageSnapshot('n', { timestampMs: 5, ...figures }, data);
    expect(Object.keys(snapshot!)).toEqual(['node', 'timestampMs', ...groups]);
  });

  it('is nothing where nothing is measured, or the capacity is not known', () => {
    expect(toUsageSnapshot('n', { timestampMs: 5 }, data)).toBeUndefined();
    const figures = { timestampMs: 5, cpuCores: 1, memoryBytes: 1 };
    expect(toUsageSnapshot('n', figures, {})).toBeUndefined();
    const none = { capacity: { cpu: 0 } };
    expect(toUsageSnapshot('n', figures, none)).toBeUndefined();
  });

  it('never gives more than all', () => {
    const figures = { timestampMs: 5, cpuCores: 9, memoryBytes: 99 * GIB };
    expect(toUsageSnapshot('n', figures, data)).toMatchObject({
      cpu: { usedFraction: 1 },
      memory: { usedBytes: 16 * GIB, availableBytes: 0 },
    });
  });

  it('leaves out what no push would take, and says so', () => {
    const figures = { timestampMs: 5, cpuCores: 1, memoryBytes: 1 };
    const capacity = { cpu: 4, memory: 2 ** 64 };
    const snapshot = toUsageSnapshot('n', figures, { capacity });
    expect(nodeSnapshotSchema.parse(snapshot)).toMatchObject({
      cpu: { usedFraction: 0.25 },
      problems: [{ reader: 'memory' }],
    });
    expect(snapshot).not.toHaveProperty('memory');
    const name = 'n'.repeat(254);
    expect(toUsageSnapshot(name, figures, data)).toBeUndefined();
  });
});
