import {
  nodeUsageSchema,
  podUsageSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseKubeletSummary } from './parseKubeletSummary';
import {
  parseNodeMetricsList,
  parsePodMetricsList,
} from './parseResourceMetrics';

/** As metrics-server 0.7 writes them. */
const nodeMetrics = {
  kind: 'NodeMetricsList',
  apiVersion: 'metrics.k8s.io/v1beta1',
  metadata: {},
  items: [
    {
      metadata: {
        name: 'node-1',
        creationTimestamp: '2026-02-10T09:15:31Z',
        labels: { 'kubernetes.io/os': 'linux' },
      },
      timestamp: '2026-02-10T09:15:21Z',
      window: '20.042s',
      usage: { cpu: '156340123n', memory: '3948464Ki' },
    },
    {
      metadata: { name: 'idle' },
      timestamp: '2026-02-10T09:15:21Z',
      window: '20s',
      usage: { cpu: '0', memory: '0' },
    },
  ],
};
const podMetrics = {
  kind: 'PodMetricsList',
  apiVersion: 'metrics.k8s.io/v1beta1',
  metadata: {},
  items: [
    {
      metadata: { name: 'web-0', namespace: 'shop' },
      timestamp: '2026-02-10T09:15:14Z',
      window: '15.3s',
      containers: [
        { name: 'web', usage: { cpu: '2500u', memory: '17264Ki' } },
        { name: 'proxy', usage: { cpu: '1m', memory: '4Mi' } },
      ],
    },
  ],
};

/** As a kubelet 1.32 writes it; the parts that are not read are left out of the figures below. */
const summary = {
  node: {
    nodeName: 'node-1',
    systemContainers: [
      {
        name: 'kubelet',
        startTime: '2026-02-01T00:00:00Z',
        cpu: { time: '2026-02-10T09:15:20Z', usageNanoCores: 24_000_000 },
      },
    ],
    startTime: '2026-02-01T00:00:00Z',
    cpu: {
      time: '2026-02-10T09:15:25Z',
      usageNanoCores: 312_500_000,
      usageCoreNanoSeconds: 9_876_543_210_000,
    },
    memory: {
      time: '2026-02-10T09:15:24Z',
      availableBytes: 12_000_000_000,
      usageBytes: 6_000_000_000,
      workingSetBytes: 4_043_227_136,
      rssBytes: 2_000_000_000,
      pageFaults: 1,
      majorPageFaults: 0,
    },
    network: { time: '2026-02-10T09:15:25Z', name: 'eth0', rxBytes: 1 },
    fs: {
      time: '2026-02-10T09:15:25Z',
      availableBytes: 60_000_000_000,
      capacityBytes: 100_000_000_000,
      usedBytes: 35_000_000_000,
      inodesFree: 6_000_000,
      inodes: 6_500_000,
      inodesUsed: 500_000,
    },
    runtime: { imageFs: { capacityBytes: 100_000_000_000 } },
  },
  pods: [
    {
      podRef: { name: 'web-0', namespace: 'shop', uid: 'a-b' },
      startTime: '2026-02-09T00:00:00Z',
      containers: [
        {
          name: 'web',
          startTime: '2026-02-09T00:00:01Z',
          cpu: {
            time: '2026-02-10T09:15:19Z',
            usageNanoCores: 2_500_000,
            usageCoreNanoSeconds: 1,
          },
          memory: { time: '2026-02-10T09:15:19Z', workingSetBytes: 17_678_336 },
          rootfs: { usedBytes: 4_096 },
          logs: { usedBytes: 8_192 },
        },
        // It has just started: there is no interval yet to measure the CPU over.
        {
          name: 'proxy',
          cpu: { time: '2026-02-10T09:15:22Z', usageCoreNanoSeconds: 5 },
          memory: { time: '2026-02-10T09:15:22Z', workingSetBytes: 4_194_304 },
        },
      ],
    },
    // A pod that ended: the kubelet still names it.
    {
      podRef: { name: 'job-1', namespace: 'shop', uid: 'c-d' },
      startTime: '2026-02-09T00:00:00Z',
      containers: [],
    },
  ],
};

describe('parseNodeMetricsList', () => {
  it('reads cores and bytes out of quantities', () => {
    const nodes = parseNodeMetricsList(nodeMetrics);
    expect(nodes.get('node-1')).toEqual({
      timestampMs: Date.UTC(2026, 1, 10, 9, 15, 21),
      source: 'metrics-server',
      cpuCores: 0.156340123,
      memoryBytes: 4_043_227_136,
    });
    expect(nodes.get('idle')).toMatchObject({ cpuCores: 0, memoryBytes: 0 });
  });

  it('leaves out what names no node, no time or no figure, and keeps the rest', () => {
    const [good] = nodeMetrics.items;
    const items = [
      { ...good, metadata: {} },
      { ...good, timestamp: 'yesterday' },
      { ...good, usage: { cpu: '?' } },
      null,
      good,
    ];
    expect([...parseNodeMetricsList({ items }).keys()]).toEqual(['node-1']);
    expect(parseNodeMetricsList({}).size).toBe(0);
  });
});

describe('parsePodMetricsList', () => {
  it('reads every container', () => {
    expect(parsePodMetricsList(podMetrics)).toEqual([
      {
        namespace: 'shop',
        name: 'web-0',
        timestampMs: Date.UTC(2026, 1, 10, 9, 15, 14),
        source: 'metrics-server',
        containers: [
          { name: 'web', cpuCores: 0.0025, memoryBytes: 17_678_336 },
          { name: 'proxy', cpuCores: 0.001, memoryBytes: 4_194_304 },
        ],
      },
    ]);
  });
});

describe('parseKubeletSummary', () => {
  it('reads the node with the file system that the kubelet lives on', () => {
    expect(parseKubeletSummary(summary).node).toEqual({
      timestampMs: Date.UTC(2026, 1, 10, 9, 15, 25),
      source: 'kubelet',
      cpuCores: 0.3125,
      memoryBytes: 4_043_227_136,
      filesystem: {
        capacityBytes: 100_000_000_000,
        usedBytes: 35_000_000_000,
        availableBytes: 60_000_000_000,
      },
    });
  });

  it('reads what a kubelet 1.20 wrote of a node without pods', () => {
    const captured = `{"node":{"nodeName":"node1","systemContainers":[{"name":"pods",
      "startTime":"2026-11-20T18:44:49Z","cpu":{"time":"2026-11-20T18:51:40Z","usageNanoCores":0,
      "usageCoreNanoSeconds":2833502520},"memory":{"time":"2026-11-20T18:51:40Z","availableBytes":25273782272,
      "usageBytes":2748416,"workingSetBytes":2727936,"rssBytes":0,"pageFaults":0,"majorPageFaults":0}}],
      "startTime":"2026-11-20T11:55:21Z","cpu":{"time":"2026-11-20T18:51:40Z","usageNanoCores":1464230460,
      "usageCoreNanoSeconds":24900441598337},"memory":{"time":"2026-11-20T18:51:40Z","availableBytes":22732582912,
      "usageBytes":3965743104,"workingSetBytes":2543927296,"rssBytes":1363087360,"pageFaults":499320,
      "majorPageFaults":0},"network":{"time":"2026-11-20T18:51:40Z","name":"","interfaces":[{"name":"cni0",
      "rxBytes":854742,"rxErrors":0,"txBytes":1024851,"txErrors":0}]},"fs":{"time":"2026-11-20T18:51:40Z",
      "availableBytes":69253414912,"capacityBytes":270553174016,"usedBytes":39690878976,"inodesFree":15397706,
      "inodes":16777216,"inodesUsed":1379510},"runtime":{"imageFs":{"time":"2026-11-20T18:51:37Z",
      "availableBytes":69253414912,"capacityBytes":270553174016,"usedBytes":382554112,"inodesFree":15397706,
      "inodes":16777216,"inodesUsed":10136}},"rlimit":{"time":"2026-11-20T18:51:44Z","maxpid":4194304,
      "curproc":287}},"pods":[]}`;
    expect(parseKubeletSummary(JSON.parse(captured))).toEqual({
      node: {
        timestampMs: Date.UTC(2026, 10, 20, 18, 51, 40),
        source: 'kubelet',
        cpuCores: 1.46423046,
        memoryBytes: 2_543_927_296,
        filesystem: {
          capacityBytes: 270_553_174_016,
          usedBytes: 39_690_878_976,
          availableBytes: 69_253_414_912,
        },
      },
      pods: [],
    });
  });

  it('leaves out a figure that is not measured yet, and a pod that has none', () => {
    expect(parseKubeletSummary(summary).pods).toEqual([
      {
        namespace: 'shop',
        name: 'web-0',
        timestampMs: Date.UTC(2026, 1, 10, 9, 15, 22),
        source: 'kubelet',
        containers: [
          { name: 'web', cpuCores: 0.0025, memoryBytes: 17_678_336 },
          { name: 'proxy', memoryBytes: 4_194_304 },
        ],
      },
    ]);
  });

  it('gives the same figures as metrics-server of the same container', () => {
    const [ofServer] = parsePodMetricsList(podMetrics);
    const [ofKubelet] = parseKubeletSummary(summary).pods;
    expect(ofKubelet.containers[0]).toEqual(ofServer.containers[0]);
  });

  it('is not confused by a kubelet that has nothing', () => {
    expect(parseKubeletSummary({})).toEqual({ pods: [] });
    expect(
      parseKubeletSummary({
        node: { cpu: { time: '2026-02-10T09:15:25Z', usageNanoCores: -1 } },
        pods: 'none',
      }),
    ).toEqual({ pods: [] });
  });
});

it('gives what the push takes', () => {
  const read = parseKubeletSummary(summary);
  for (const pod of [...read.pods, ...parsePodMetricsList(podMetrics)]) {
    expect(podUsageSchema.parse(pod)).toEqual(pod);
  }
  const nodes = [read.node!, ...parseNodeMetricsList(nodeMetrics).values()];
  for (const figures of nodes) nodeUsageSchema.parse({ node: 'n', ...figures });
});

describe('figures that no push would take', () => {
  const timestamp = '2026-02-10T09:15:21Z';
  const isPushed = (pod: unknown) => podUsageSchema.safeParse(pod).success;

  it('of memory below zero, which arrives as 2⁶⁴ − 1, are absent', () => {
    const usage = { cpu: '1', memory: '18014398509481983Ki' };
    const [pod] = parsePodMetricsList({
      items: [
        {
          metadata: { name: 'web-0', namespace: 'shop' },
          timestamp,
          containers: [{ name: 'web', usage }],
        },
      ],
    });
    expect(pod.containers).toEqual([{ name: 'web', cpuCores: 1 }]);
    const nodes = parseNodeMetricsList({
      items: [{ metadata: { name: 'node-1' }, timestamp, usage }],
    });
    expect(nodes.get('node-1')).toEqual({
      timestampMs: Date.parse(timestamp),
      source: 'metrics-server',
      cpuCores: 1,
    });
  });

  it.each(['name', 'namespace', 'container'])(
    'under too long a %s are left out, those beside them not',
    part => {
      const long = 'x'.repeat(254);
      const kubelet = (change: Record<string, string>) => ({
        podRef: { name: 'web-0', namespace: 'shop', ...change },
        containers: [
          {
            name: change.container ?? 'web',
            cpu: { time: timestamp, usageNanoCores: 1 },
          },
        ],
      });
      const { pods } = parseKubeletSummary({
        pods: [kubelet({ [part]: long }), kubelet({})],
      });
      expect(pods.map(pod => pod.name)).toEqual(['web-0']);
      const server = (change: Record<string, string>) => ({
        metadata: { name: 'web-0', namespace: 'shop', ...change },
        timestamp,
        containers: [{ name: change.container ?? 'web', usage: { cpu: '1' } }],
      });
      const listed = parsePodMetricsList({
        items: [server({ [part]: long }), server({})],
      });
      expect(listed.map(pod => pod.name)).toEqual(['web-0']);
      expect([...pods, ...listed].every(isPushed)).toBe(true);
    },
  );
});
