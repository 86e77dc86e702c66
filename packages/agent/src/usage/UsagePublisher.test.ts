import type {
  NodeUsage,
  Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { packItems } from '../push/packItems';
import type { SendState } from '../push/StateSection';
import { UsagePublisher } from './UsagePublisher';

describe('UsagePublisher', () => {
  const node = (name: string, timestampMs: number): NodeUsage => ({
    node: name,
    timestampMs,
    cpuCores: 1,
  });
  let nodes: NodeUsage[];
  let sent: Usage[];
  let publish: () => Promise<void>;

  const take: SendState = async ({ usage }) => {
    sent.push(usage!);
    return { serverTimeMs: 1, result: 'applied', resync: false };
  };

  beforeEach(() => {
    nodes = [];
    sent = [];
    const publisher = new UsagePublisher({
      nodes: () => nodes,
      pods: () => [],
      probes: () => [],
    });
    publish = async () => {
      sent = [];
      await publisher.publish(take, packItems);
    };
  });

  it('sends what is new, once', async () => {
    nodes = [node('a', 1), node('b', 1)];
    await publish();
    expect(sent).toEqual([{ nodes, pods: [], probes: [] }]);
    await publish();
    expect(sent).toEqual([]);
    nodes = [node('a', 1), node('b', 2)];
    await publish();
    expect(sent.flatMap(usage => usage.nodes)).toEqual([node('b', 2)]);
  });

  it('sends again what could not be sent', async () => {
    const publisher = new UsagePublisher({
      nodes: () => nodes,
      pods: () => [],
      probes: () => [],
    });
    nodes = [node('a', 1)];
    await expect(
      publisher.publish(async () => {
        throw new Error('away');
      }, packItems),
    ).rejects.toThrow('away');
    await publisher.publish(take, packItems);
    expect(sent).toHaveLength(1);
  });

  it('cuts a large cluster into requests that the backend takes', async () => {
    const pods = Array.from({ length: 4_500 }, (_, i) => ({
      namespace: 'shop',
      name: `pod-${i}`,
      timestampMs: 1,
      source: 'kubelet' as const,
      containers: [{ name: 'c', cpuCores: 0.001, memoryBytes: 1 }],
    }));
    const publisher = new UsagePublisher({
      nodes: () => [node('a', 1)],
      pods: () => pods,
      probes: () => [],
    });
    await publisher.publish(take, packItems);
    expect(sent.map(u => u.pods.length + u.nodes.length)).toEqual([
      2_000, 2_000, 501,
    ]);
  });
});
