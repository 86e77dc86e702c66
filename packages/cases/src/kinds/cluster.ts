import { realmOf } from '@atlhyper/core';
import type { JsonObject } from '@backstage/types';
import type { Manifest } from './clusterObjects';
import { storeOf } from './clusterObjects';
import { durationMs } from './sloTraffic';
import { StackAgent, withStack, type Stack } from './stack';

type Input = {
  now: string;
  config?: JsonObject;
  objects?: Manifest[];
  nodes?: any[];
  usage?: { pods?: any[]; nodes?: any[] };
  silentFor?: string;
};

const SAMPLE_MS = 5_000;

/** Kind `cluster`. */
export async function runCluster(input: Input) {
  const nowMs = Date.parse(input.now);
  return withStack({ nowMs, config: input.config }, async stack => {
    const agent = await StackAgent.open(stack);
    const timestampMs = nowMs;
    const stamp = (items: any[] = [], source?: string) =>
      items.map(item => ({ timestampMs, ...(source && { source }), ...item }));
    await agent.push({
      resources: resourcesOf(input.objects),
      nodes: stamp(input.nodes),
      usage: {
        nodes: stamp(input.usage?.nodes, 'metrics-server'),
        pods: stamp(input.usage?.pods, 'metrics-server'),
        probes: [],
      },
    });
    await agent.heartbeat();
    if (input.silentFor) stack.time.nowMs += durationMs(input.silentFor);
    return answer(stack);
  });
}

function resourcesOf(objects: readonly Manifest[] = []) {
  return {
    generation: 1,
    complete: true,
    deletes: [],
    upserts: [...storeOf(objects).all()].map(({ resource }) => resource),
  };
}

async function answer(stack: Stack) {
  const { clusterMetrics, nodes, pods } = await stack.metrics.getSnapshot({
    clusterId: 'prod',
    nodes: 'all',
    pods: 'all',
    clusters: 'all',
  });
  const { clusters } = await stack.clusters.listClusters('all');
  return {
    status: clusterMetrics.health.status,
    issues: clusterMetrics.health.issues,
    connection: clusters[0].status,
    cpu: clusterMetrics.cpu,
    nodes: Object.values(nodes),
    pods: Object.values(pods).map(pod => ({
      pod: `${pod.namespace}/${pod.name}`,
      ...pod,
    })),
  };
}

type Samples = Input & { cpuUsedFractions: number[]; judgedAtSecond?: number };

/** Kind `healthOverTime`. */
export async function runHealthOverTime(input: Samples) {
  const afterEachSample: string[] = [];
  await pushSamples(input, async stack => {
    const { status, nodes } = await answer(stack);
    const unhealthy = nodes.filter(({ healthy }) => !healthy);
    afterEachSample.push(
      [status, ...unhealthy.map(({ node }) => `${node} unhealthy`)].join(', '),
    );
  });
  return { afterEachSample };
}

/** Kind `nodeAlerts`. */
export async function runNodeAlerts(input: Samples) {
  const events: object[] = [];
  await pushSamples(input, async (stack, seconds) => {
    if (seconds % 30 !== input.judgedAtSecond) return;
    for (const { kind, alert } of await stack.monitor.run()) {
      const isOfNode = realmOf(alert) === 'node';
      if (isOfNode) {
        events.push({ afterSeconds: seconds, kind, metric: alert.rule });
      }
    }
  });
  return { events };
}

/** One sample of the CPU of n1 every 5 s, then what follows it. */
async function pushSamples(
  input: Samples,
  then: (stack: Stack, seconds: number) => Promise<void>,
): Promise<void> {
  const nowMs = Date.parse(input.now);
  await withStack({ nowMs, config: input.config }, async stack => {
    const agent = await StackAgent.open(stack);
    await agent.push({ resources: resourcesOf(input.objects) });
    for (const [i, usedFraction] of input.cpuUsedFractions.entries()) {
      stack.time.nowMs = nowMs + i * SAMPLE_MS;
      await agent.push({
        nodes: [
          {
            node: 'n1',
            timestampMs: stack.time.nowMs,
            cpu: { coreCount: 4, usedFraction },
          },
        ],
      });
      await agent.heartbeat();
      await then(stack, (i * SAMPLE_MS) / 1000);
    }
  });
}
