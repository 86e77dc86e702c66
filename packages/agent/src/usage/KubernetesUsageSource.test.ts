import { readMetricsConfig } from '../config/readAgentConfig';
import { KubeClient } from '../kubernetes/KubeClient';
import { createLogger } from '../Logger';
import { FakeKubeApi } from '../testing/FakeKubeApi';
import { ManualClock } from '../testing/ManualClock';
import { KubernetesUsageSource } from './KubernetesUsageSource';

const NODES = '/apis/metrics.k8s.io/v1beta1/nodes';
const PODS = '/apis/metrics.k8s.io/v1beta1/pods';
const TIME = '2026-02-10T09:15:21Z';

describe('KubernetesUsageSource', () => {
  const signal = new AbortController().signal;
  let api: FakeKubeApi;
  let client: KubeClient;

  beforeEach(async () => {
    api = new FakeKubeApi();
    client = new KubeClient(await api.start());
  });
  afterEach(() => api.stop());

  function create(
    flags: Record<string, string> = {},
    nodes: string[] = ['a', 'b'],
  ) {
    const { metrics } = readMetricsConfig({
      flags: { 'cluster-id': 'test', ...flags },
    });
    return new KubernetesUsageSource({
      config: metrics,
      client,
      nodeNames: () => nodes,
      clock: new ManualClock(5_000),
      logger: createLogger('error', () => {}),
    });
  }

  function installMetricsServer(): void {
    api.serve('metrics.k8s.io', 'v1beta1', 'nodes', 'pods');
    api.put(NODES, {
      metadata: { name: 'a' },
      timestamp: TIME,
      usage: { cpu: '250m', memory: '1Gi' },
    });
    api.put(PODS, {
      metadata: { name: 'web-0', namespace: 'shop' },
      timestamp: TIME,
      containers: [{ name: 'web', usage: { cpu: '1m', memory: '1Mi' } }],
    });
  }

  const summaryPath = (node: string) =>
    `/api/v1/nodes/${node}/proxy/stats/summary`;
  function answerAsKubelet(node: string, cores = 1): void {
    const measured = {
      cpu: { time: TIME, usageNanoCores: cores * 1e9 },
      memory: { time: TIME, workingSetBytes: 1_024 },
    };
    api.proxied.set(
      summaryPath(node),
      JSON.stringify({
        node: measured,
        pods: ['shop', 'kube-system'].map(namespace => ({
          podRef: { name: `pod-on-${node}`, namespace },
          containers: [{ name: 'c', ...measured }],
        })),
      }),
    );
  }

  it('asks metrics-server where there is one, and no kubelet', async () => {
    installMetricsServer();
    const source = create();
    const reading = await source.collect(signal);
    expect(reading.nodes.get('a')).toMatchObject({ cpuCores: 0.25 });
    expect(reading.pods.map(pod => pod.name)).toEqual(['web-0']);
    expect(source.state).toMatchObject({
      name: 'usage',
      state: 'ok',
      lastSuccessMs: 5_000,
      intervalMs: 30_000,
    });
    expect(api.requests.join()).not.toContain('proxy');
  });

  it('asks the kubelets where there is none, and notices one that comes and goes', async () => {
    answerAsKubelet('a', 2);
    answerAsKubelet('b');
    const source = create();
    const sourcesOf = async () => {
      const { nodes } = await source.collect(signal);
      return [...nodes.values()].map(node => node.source);
    };
    expect(await sourcesOf()).toEqual(['kubelet', 'kubelet']);
    expect(source.state.state).toBe('ok');
    installMetricsServer();
    expect(await sourcesOf()).toEqual(['metrics-server']);
    api.unserve('metrics.k8s.io', 'v1beta1');
    expect(await sourcesOf()).toEqual(['kubelet', 'kubelet']);
  });

  it('asks the kubelets while metrics-server is not ready, and says so', async () => {
    answerAsKubelet('a');
    answerAsKubelet('b');
    installMetricsServer();
    api.refuse(request => request.includes('metrics.k8s.io') && 503);
    const source = create();
    expect((await source.collect(signal)).nodes.size).toBe(2);
    expect(source.state.state).toBe('failing');
    expect(source.state.message).toMatch(
      /metrics-server: status 503.*kubelets/,
    );
  });

  it('takes from the others what one kubelet does not give', async () => {
    answerAsKubelet('a');
    api.proxied.set(summaryPath('b'), 'no JSON');
    const source = create();
    const reading = await source.collect(signal);
    expect([...reading.nodes.keys()]).toEqual(['a']);
    expect(reading.complete).toBe(false);
    expect(source.state.state).toBe('failing');
    expect(source.state.message).toContain('1 of 2 kubelets');
    expect(source.state.message).toContain('"b"');
  });

  it('tells which right is missing', async () => {
    api.refuse(request => request.includes('proxy') && 403);
    const source = create();
    await expect(source.collect(signal)).rejects.toThrow('nodes/proxy');
    expect(source.state).toMatchObject({ state: 'not_available' });
    installMetricsServer();
    api.refuse(request => /proxy|metrics\.k8s/.test(request) && 403);
    await expect(source.collect(signal)).rejects.toThrow('metrics.k8s.io');
    expect(source.state).toMatchObject({ state: 'not_available' });
    api.refuse(request => /proxy|metrics\.k8s/.test(request) && 500);
    await expect(source.collect(signal)).rejects.toThrow('status 500');
    expect(source.state).toMatchObject({ state: 'failing' });
  });

  it('does not ask every kubelet in vain where it has no right to', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `n${i}`);
    api.refuse(request => request.includes('proxy') && 403);
    const source = create({}, names);
    await expect(source.collect(signal)).rejects.toThrow('nodes/proxy');
    const asked = api.requests.filter(request => request.includes('proxy'));
    expect(asked.length).toBeLessThan(20);
    // One that refuses for itself keeps nobody from asking the others.
    api.refuse(request => /n[0-3]\/proxy/.test(request) && 403);
    names.slice(4).forEach(name => answerAsKubelet(name));
    expect((await source.collect(signal)).nodes.size).toBe(396);
  });

  it('asks only for the namespaces that are named', async () => {
    api.proxied.set(
      '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods',
      JSON.stringify({
        items: [
          {
            metadata: { name: 'web-0', namespace: 'shop' },
            timestamp: TIME,
            containers: [{ name: 'web', usage: { cpu: '1m' } }],
          },
        ],
      }),
    );
    const flags = {
      'metrics-namespaces': 'shop',
      'metrics-enable-node': 'false',
    };
    const { pods } = await create(flags).collect(signal);
    expect(pods).toHaveLength(1);
    expect(api.requests).toHaveLength(1);
    api.proxied.clear();
    answerAsKubelet('a');
    const reading = await create(flags, ['a']).collect(signal);
    expect(reading.pods.map(pod => pod.namespace)).toEqual(['shop']);
    expect(reading.nodes.size).toBe(0);
  });

  it('does not ask more than eight kubelets at once', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
    names.forEach(name => answerAsKubelet(name));
    let most = 0;
    let current = 0;
    const real = client;
    client = {
      json: real.json.bind(real),
      bytes: async (...args: Parameters<KubeClient['bytes']>) => {
        current += 1;
        most = Math.max(most, current);
        try {
          return await real.bytes(...args);
        } finally {
          current -= 1;
        }
      },
    } as KubeClient;
    expect((await create({}, names).collect(signal)).nodes.size).toBe(40);
    expect(most).toBe(8);
  });

  it('leaves the kubelets time where metrics-server hangs', async () => {
    answerAsKubelet('a');
    const real = client;
    client = {
      json: (_path, { signal: until }) =>
        new Promise((_, reject) => {
          until.addEventListener('abort', () => reject(until.reason));
        }),
      bytes: real.bytes.bind(real),
    } as KubeClient;
    const source = create({ 'metrics-timeout': '400ms' }, ['a']);
    expect((await source.collect(signal)).nodes.size).toBe(1);
    expect(source.state.message).toMatch(
      /metrics-server: no answer within 200/,
    );
  });
});
