import type { PodUsage } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { MetricsConfig } from '../config/schema';
import { KubeError, type KubeClient } from '../kubernetes/KubeClient';
import type { Json } from '../kubernetes/KubeObject';
import { forEachConcurrently } from '../scrape/forEachConcurrently';
import type { NodeFigures, UsageReading } from './MetricsSource';
import { parseKubeletSummary } from './parseKubeletSummary';

/** Every answer passes through the API server. */
const MAX_CONCURRENT = 8;
/** A kubelet that is slow must not take the time of all others. */
const TIMEOUT_MS = 5_000;
/** 110 pods make about 300 kB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Asks every kubelet for its summary; one that fails takes nothing from the others. */
export async function readKubeletUsage(
  options: {
    client: KubeClient;
    config: Pick<
      MetricsConfig['metrics'],
      'enable_node' | 'enable_pod' | 'namespaces'
    >;
    nodeNames: readonly string[];
  },
  signal: AbortSignal,
): Promise<{
  reading: UsageReading;
  answered: number;
  failures: { node: string; error: unknown }[];
}> {
  const { client, config, nodeNames } = options;
  const nodes = new Map<string, NodeFigures>();
  const pods: PodUsage[] = [];
  const failures: { node: string; error: unknown }[] = [];
  const wanted = new Set(config.namespaces);
  let answered = 0;
  // The right is one for all nodes: who does not have it would be refused once for each of them.
  const isRefused = () =>
    answered === 0 &&
    failures.length >= MAX_CONCURRENT &&
    failures.every(({ error }) => isDenied(error));
  await forEachConcurrently(nodeNames, MAX_CONCURRENT, async name => {
    if (isRefused()) return;
    try {
      const body = await client.bytes(
        `/api/v1/nodes/${encodeURIComponent(name)}/proxy/stats/summary`,
        { signal, timeoutMs: TIMEOUT_MS },
        MAX_BODY_BYTES,
      );
      const summary = parseKubeletSummary(
        JSON.parse(body.toString('utf8')) as Json,
      );
      answered += 1;
      // Under the name it was asked by: what a kubelet says of itself is not checked by anybody.
      if (config.enable_node && summary.node) nodes.set(name, summary.node);
      if (!config.enable_pod) return;
      for (const pod of summary.pods) {
        if (wanted.size === 0 || wanted.has(pod.namespace)) pods.push(pod);
      }
    } catch (error) {
      failures.push({ node: name, error });
    }
  });
  return {
    reading: { nodes, pods, complete: failures.length === 0 },
    answered,
    failures,
  };
}

/** Whether the API server, or who it asked, says that this is not allowed. */
export function isDenied(error: unknown): boolean {
  return error instanceof KubeError && error.isDenied;
}
