import { NOW_MS, node } from '../../usage/__testUtils__/metricsInputs';
import { judgeNodesNow, readingOfNode } from './judgeNodesNow';

const usage = {
  ...{ timestampMs: 1, source: 'kubelet' as const, cpuCores: 1 },
  filesystem: { capacityBytes: 100, usedBytes: 97 },
};

describe('readingOfNode', () => {
  it("takes the collector's snapshot, else what Kubernetes measured, else nothing", () => {
    const snapshot = {
      timestampMs: 2,
      cpu: { usedFraction: 0.5, coreCount: 4 },
    };
    expect(readingOfNode(node('a', {}, { usage, snapshot }))).toMatchObject({
      ...{ atMs: 2, cpuUsedFraction: 0.5 },
    });
    expect(readingOfNode(node('a', {}, { usage }))).toMatchObject({
      ...{ atMs: 1, cpuUsedFraction: 0.25 },
    });
    expect(readingOfNode(node('a'))).toBeUndefined();
  });
});

describe('judgeNodesNow', () => {
  it('names what fires at once by node, and nothing that takes time', () => {
    const busy = { ...usage, cpuCores: 4, filesystem: undefined };
    const nodes = [
      node('full', {}, { usage }),
      node('busy', {}, { usage: busy }),
      node('unseen'),
    ];
    const { firing } = judgeNodesNow('prod', nodes, { nowMs: NOW_MS });
    expect([...firing]).toEqual([['full', ['diskUsedFraction']]]);
  });
});
