import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readMetricsConfig } from '../../config/readAgentConfig';
import { metricsConfigSchema } from '../../config/schema';
import { KubeClient } from '../../kubernetes/KubeClient';
import { createLogger } from '../../Logger';
import { FakeKubeApi } from '../../testing/FakeKubeApi';
import { ManualClock } from '../../testing/ManualClock';
import { createSources } from '../createSources';
import { NotAvailableError } from '../../sources/SourceStatus';
import { createStore } from '../../testing/createStore';
import { AdaptedSource } from './AdaptedSource';
import type { CustomMetricsSource } from './CustomMetricsSource';
import { createDcgmSource, parseDcgm } from './DcgmSource';
import {
  createMetricsReader,
  createPrometheusSource,
} from './PrometheusSource';

const MIB = 1_048_576;

/** As DCGM exporter 3.3 writes them in a cluster. */
const DCGM = `
# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
# TYPE DCGM_FI_DEV_GPU_UTIL gauge
DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-aaaa",pci_bus_id="00000000:03:00.0",device="nvidia0",modelName="Tesla T4",Hostname="gpu-node-1",DCGM_FI_DRIVER_VERSION="550.54",container="train",namespace="ml",pod="train-0"} 87
DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-bbbb",pci_bus_id="00000000:04:00.0",device="nvidia1",modelName="Tesla T4",Hostname="gpu-node-1",DCGM_FI_DRIVER_VERSION="550.54"} 0
DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-aaaa",device="nvidia0",modelName="Tesla T4",Hostname="gpu-node-1"} 61
# HELP DCGM_FI_DEV_FB_FREE Framebuffer memory free (in MiB).
DCGM_FI_DEV_FB_FREE{gpu="0",UUID="GPU-aaaa",device="nvidia0",modelName="Tesla T4",Hostname="gpu-node-1"} 11260
DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-aaaa",device="nvidia0",modelName="Tesla T4",Hostname="gpu-node-1"} 4096
DCGM_FI_DEV_FB_USED{gpu="1",UUID="GPU-bbbb",device="nvidia1",modelName="Tesla T4",Hostname="gpu-node-1"} 9223372036854775794
`.trim();

describe('parseDcgm', () => {
  it('reads use, memory and model of each processor', () => {
    expect(parseDcgm(Buffer.from(`${DCGM}\n`)).get('gpu-node-1')).toEqual([
      {
        id: 'GPU-aaaa',
        model: 'Tesla T4',
        usedFraction: 0.87,
        memoryUsedBytes: 4_096 * MIB,
        memoryTotalBytes: 15_356 * MIB,
      },
      // What DCGM cannot tell it writes as a number just below the greatest.
      { id: 'GPU-bbbb', model: 'Tesla T4', usedFraction: 0 },
    ]);
  });

  it('tells the parts of one card apart', () => {
    const part = (id: number, used: number) =>
      `DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-a",GPU_I_PROFILE="1g.5gb",GPU_I_ID="${id}",Hostname="n"} ${used}\n`;
    const devices = parseDcgm(Buffer.from(part(7, 1) + part(8, 2))).get('n');
    expect(devices).toEqual([
      { id: 'GPU-a/7', memoryUsedBytes: MIB },
      { id: 'GPU-a/8', memoryUsedBytes: 2 * MIB },
    ]);
  });

  it('counts a processor once that several pods share', () => {
    const shared = (pod: string) =>
      `DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-a",Hostname="n",pod="${pod}"} 50\n`;
    const devices = parseDcgm(Buffer.from(shared('a') + shared('b'))).get('n');
    expect(devices).toEqual([{ id: 'GPU-a', usedFraction: 0.5 }]);
  });
});

describe('createMetricsReader', () => {
  const config = {
    node_label: 'instance',
    metrics: [
      { metric: 'ups_load_watts', name: 'power', unit: 'watts' },
      { metric: 'fan_rpm' },
    ],
  };
  const read = (text: string, ownNode?: string) => {
    const nodes = new Map();
    createMetricsReader(config)(Buffer.from(text), ownNode, nodes);
    return Object.fromEntries(nodes);
  };

  it('takes what is named, by the node that the label names', () => {
    const text =
      'ups_load_watts{instance="a",outlet="1"} 100\n' +
      'ups_load_watts{instance="a",outlet="2"} 20.5\n' +
      'fan_rpm{instance="b"} 1200\n' +
      'other{instance="a"} 1\n';
    expect(read(text)).toEqual({
      a: { power: { value: 120.5, unit: 'watts' } },
      b: { fan_rpm: { value: 1_200 } },
    });
  });

  it('takes the pod’s node where the label is absent, and nothing where there is neither', () => {
    expect(read('fan_rpm 7\n', 'own')).toEqual({
      own: { fan_rpm: { value: 7 } },
    });
    expect(read('fan_rpm 7\n')).toEqual({});
    expect(read('fan_rpm{instance="b"} NaN\n', 'own')).toEqual({});
  });

  it('adds nothing of an answer that is broken', () => {
    const nodes = new Map([['a', { fan_rpm: { value: 1 } }]]);
    const reader = createMetricsReader(config);
    const text = 'fan_rpm{instance="a"} 5\nfan_rpm{instance="b"} seven\n';
    expect(() => reader(Buffer.from(text), undefined, nodes)).toThrow('line 2');
    expect([...nodes]).toEqual([['a', { fan_rpm: { value: 1 } }]]);
    reader(Buffer.from('fan_rpm{instance="a"} 5\n'), undefined, nodes);
    expect([...nodes]).toEqual([['a', { fan_rpm: { value: 6 } }]]);
  });

  it('refuses what is no answer, and says what it missed', () => {
    expect(() => read('<html>\n', 'own')).toThrow('none of ups_load_watts');
    expect(() => read('fan_rpm seven\n', 'own')).toThrow('line 1');
  });
});

describe('sources of pods', () => {
  const signal = new AbortController().signal;
  let api: FakeKubeApi;
  let client: KubeClient;

  beforeEach(async () => {
    api = new FakeKubeApi();
    client = new KubeClient(await api.start());
  });
  afterEach(() => api.stop());

  const exporterPod = (name: string, node: string) => ({
    name,
    namespace: 'gpu-operator',
    ip: '10.0.0.9',
    node,
    labels: { app: 'nvidia-dcgm-exporter' },
  });
  const { dcgm } = readMetricsConfig({
    flags: { 'cluster-id': 'c', 'sources-custom-dcgm-via': 'apiserver' },
  }).sources.custom;
  const proxied = (pod: string) =>
    `/api/v1/namespaces/gpu-operator/pods/${pod}:9400/proxy/metrics`;

  it('puts processors on the node that the exporter names, else on its own', async () => {
    api.proxied.set(proxied('dcgm-1'), `${DCGM}\n`);
    api.proxied.set(
      proxied('dcgm-2'),
      'DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-c",Hostname="dcgm-2"} 10\n',
    );
    const store = createStore({
      nodes: [{ name: 'gpu-node-1' }, { name: 'gpu-node-2' }],
      pods: [
        exporterPod('dcgm-1', 'gpu-node-1'),
        exporterPod('dcgm-2', 'gpu-node-2'),
      ],
    });
    const source = createDcgmSource({ config: dcgm, client, store });
    const found = await source.collect(signal);
    expect([...found.keys()].sort()).toEqual(['gpu-node-1', 'gpu-node-2']);
    expect(found.get('gpu-node-2')?.gpus).toEqual([
      { id: 'GPU-c', usedFraction: 0.1 },
    ]);
    expect(source.problem).toBeUndefined();
    api.proxied.delete(proxied('dcgm-2'));
    expect((await source.collect(signal)).size).toBe(1);
    expect(source.problem).toContain('1 of 2 pods');
  });

  it('counts a processor once that two exporters tell of, as while one replaces the other', async () => {
    const pods = ['dcgm-1', 'dcgm-2'];
    for (const pod of pods) api.proxied.set(proxied(pod), `${DCGM}\n`);
    const store = createStore({
      nodes: [{ name: 'gpu-node-1' }],
      pods: pods.map(pod => exporterPod(pod, 'gpu-node-1')),
    });
    const source = createDcgmSource({ config: dcgm, client, store });
    const found = await source.collect(signal);
    expect(found.get('gpu-node-1')?.gpus?.map(({ id }) => id)).toEqual([
      'GPU-aaaa',
      'GPU-bbbb',
    ]);
  });

  it('counts what device plugins offer where there is no exporter', async () => {
    const collect = (capacity: Record<string, string>) =>
      createDcgmSource({
        config: dcgm,
        client,
        store: createStore({ nodes: [{ name: 'n', capacity }] }),
      }).collect(signal);
    await expect(collect({ cpu: '4' })).rejects.toEqual(
      new NotAvailableError('no node has a GPU'),
    );
    const capacity = {
      'nvidia.com/gpu': '4',
      'amd.com/gpu': '2',
      'gpu.intel.com/i915': '1',
    };
    await expect(collect(capacity)).rejects.toThrow(
      /has 7 GPUs, but nothing measures them/,
    );
  });

  it('asks a URL as well as pods', async () => {
    const server: Server = createServer((_, response) =>
      response.end('ups_load_watts{node="a"} 5\n'),
    );
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const parse = (source: object) =>
      metricsConfigSchema.parse({
        cluster_id: 'c',
        sources: {
          custom: {
            prometheus: [
              {
                name: 'ups',
                metrics: [{ metric: 'ups_load_watts' }],
                ...source,
              },
            ],
          },
        },
      }).sources.custom.prometheus[0];
    const store = createStore({
      pods: [{ ...exporterPod('dcgm-1', 'b'), ip: '127.0.0.1' }],
    });
    const byUrl = createPrometheusSource({
      config: parse({
        url: `http://127.0.0.1:${port}/metrics`,
        node_label: 'node',
      }),
      client,
      store,
    });
    const byPod = createPrometheusSource({
      config: parse({
        namespace: 'gpu-operator',
        pod_selector: 'app=nvidia-dcgm-exporter',
        port,
      }),
      client,
      store,
    });
    try {
      const custom = { ups_load_watts: { value: 5 } };
      expect([...(await byUrl.collect(signal))]).toEqual([['a', { custom }]]);
      expect([...(await byPod.collect(signal))]).toEqual([['b', { custom }]]);
    } finally {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  });
});

describe('AdaptedSource', () => {
  const signal = new AbortController().signal;
  const adapt = (collect: CustomMetricsSource['collect'], timeoutMs = 1_000) =>
    new AdaptedSource(
      { name: 'mine', collect },
      {
        intervalMs: 30_000,
        timeoutMs,
        clock: new ManualClock(9_000),
        logger: createLogger('error', () => {}),
      },
    );

  it('gives the figures of an adopter’s own source the time of their collection', async () => {
    const source = adapt(
      async () => new Map([['a', { custom: { watts: { value: 3 } } }]]),
    );
    const { nodes } = await source.collect(signal);
    expect(nodes.get('a')).toEqual({
      timestampMs: 9_000,
      custom: { watts: { value: 3 } },
    });
    expect(source.state).toMatchObject({
      name: 'custom/mine',
      state: 'ok',
      lastSuccessMs: 9_000,
    });
  });

  it('leaves out a node whose figures break a rule of the push, and says which', async () => {
    const source = adapt(
      async () =>
        new Map([
          ['a', { custom: { watts: { value: NaN } } }],
          ['b', { custom: { watts: { value: 1 } } }],
        ]),
    );
    const reading = await source.collect(signal);
    expect([...reading.nodes.keys()]).toEqual(['b']);
    expect(source.state.state).toBe('failing');
    expect(source.state.message).toContain('node "a": custom.watts.value');
  });

  it('does not wait for one that never answers', async () => {
    const source = adapt(() => new Promise(() => {}), 20);
    await expect(source.collect(signal)).rejects.toThrow('within 20 ms');
    expect(source.state.state).toBe('failing');
  });

  it('tells what is not there from what failed', async () => {
    const source = adapt(async () => {
      throw new NotAvailableError('no rack here');
    });
    await expect(source.collect(signal)).rejects.toThrow();
    expect(source.state).toMatchObject({
      state: 'not_available',
      message: 'no rack here',
    });
  });
});

describe('createSources', () => {
  const namesWith = (flags: Record<string, string>) =>
    createSources({
      config: readMetricsConfig({ flags: { 'cluster-id': 'c', ...flags } }),
      client: {} as KubeClient,
      store: createStore({}),
      custom: [{ name: 'mine', collect: async () => new Map() }],
      clock: new ManualClock(0),
      logger: createLogger('error', () => {}),
    }).map(source => source.name);

  it('asks only for what is enabled', () => {
    expect(namesWith({})).toEqual(['usage']);
    expect(namesWith({ 'metrics-enable-custom': 'true' })).toEqual([
      'usage',
      'custom/dcgm',
      'custom/mine',
    ]);
    expect(
      namesWith({
        'metrics-enable-custom': 'true',
        'metrics-enable-node': 'false',
        'metrics-enable-pod': 'false',
        'sources-custom-dcgm-enabled': 'false',
      }),
    ).toEqual(['custom/mine']);
    expect(namesWith({ 'metrics-enabled': 'false' })).toEqual([]);
  });
});
