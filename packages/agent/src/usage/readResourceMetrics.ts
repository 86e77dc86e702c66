import type { PodUsage } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { MetricsConfig } from '../config/schema';
import type { KubeClient } from '../kubernetes/KubeClient';
import type { Json } from '../kubernetes/KubeObject';
import { forEachConcurrently } from '../scrape/forEachConcurrently';
import type { NodeFigures, UsageReading } from './MetricsSource';
import {
  parseNodeMetricsList,
  parsePodMetricsList,
} from './parseResourceMetrics';

const BASE = '/apis/metrics.k8s.io/v1beta1';
const MAX_CONCURRENT = 4;

/**
 * Asks metrics-server, through the API server, for what is wanted of nodes and pods.
 *
 * @throws KubeError 404 where there is none, 403 without the right, 503 while it is not ready
 */
export async function readResourceMetrics(
  client: KubeClient,
  config: Pick<
    MetricsConfig['metrics'],
    'enable_node' | 'enable_pod' | 'namespaces'
  >,
  signal: AbortSignal,
): Promise<UsageReading> {
  const get = (path: string) => client.json<Json>(BASE + path, { signal });
  const namespaces = [...new Set(config.namespaces)];
  let nodes: ReadonlyMap<string, NodeFigures> = new Map();
  const pods: PodUsage[] = [];
  const paths = [
    ...(config.enable_node ? ['/nodes'] : []),
    ...(config.enable_pod && namespaces.length === 0 ? ['/pods'] : []),
    ...(config.enable_pod
      ? namespaces.map(name => `/namespaces/${encodeURIComponent(name)}/pods`)
      : []),
  ];
  await forEachConcurrently(paths, MAX_CONCURRENT, async path => {
    const list = await get(path);
    if (path === '/nodes') nodes = parseNodeMetricsList(list);
    else for (const pod of parsePodMetricsList(list)) pods.push(pod);
  });
  return { nodes, pods, complete: true };
}
