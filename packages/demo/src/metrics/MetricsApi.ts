import { KubeError } from '../kube/KubeError';
import { toKubeTime, type KubeObject } from '../kube/KubeObject';
import type { ObjectStore } from '../kube/ObjectStore';
import { parseSelectors } from '../kube/selectors';
import type { ContainerUse, PodFigures } from './ContainerUse';
import { kubeletSummary } from './kubeletSummary';

const GROUP = 'metrics.k8s.io';
const VERSION = 'v1beta1';
const GROUP_VERSION = `${GROUP}/${VERSION}`;
const BASE = `/apis/${GROUP_VERSION}`;
const WINDOW_S = 15;
const KUBELET_MS = 10_000;

const PATH =
  /^\/apis\/metrics\.k8s\.io\/v1beta1\/(?:(nodes)|(?:namespaces\/([^/]+)\/)?(pods))(?:\/([^/]+))?$/;
const SUMMARY_PATH = /^\/api\/v1\/nodes\/([^/]+)\/proxy\/stats\/summary$/;

const RESOURCES = [
  ['nodes', 'NodeMetrics', false],
  ['pods', 'PodMetrics', true],
] as const;

/** What metrics-server and the kubelets say: https://github.com/kubernetes/metrics */
export class MetricsApi {
  constructor(
    private readonly store: ObjectStore,
    private readonly use: ContainerUse,
    private readonly now: () => number,
  ) {}

  /** How the group describes itself, in the list of all groups too; `known` is said without it. */
  discover(
    path: string,
    known: object | string | undefined,
  ): object | string | undefined {
    const version = { groupVersion: GROUP_VERSION, version: VERSION };
    const group = {
      name: GROUP,
      versions: [version],
      preferredVersion: version,
    };
    switch (path) {
      case '/apis': {
        const { groups, ...list } = known as { groups: object[] };
        return { ...list, groups: [...groups, group] };
      }
      case `/apis/${GROUP}`:
        return { kind: 'APIGroup', apiVersion: 'v1', ...group };
      case BASE:
        return {
          kind: 'APIResourceList',
          apiVersion: 'v1',
          groupVersion: GROUP_VERSION,
          resources: RESOURCES.map(([name, kind, namespaced]) => ({
            name,
            singularName: '',
            namespaced,
            kind,
            verbs: ['get', 'list'],
          })),
        };
      default:
        return known;
    }
  }

  /**
   * The answer to a request for figures; `undefined` for any other.
   *
   * @throws KubeError 404 or 405
   */
  answer(method: string | undefined, url: URL): object | undefined {
    const summary = SUMMARY_PATH.exec(url.pathname);
    if (summary) return this.summary(decodeURIComponent(summary[1]));
    const found = PATH.exec(url.pathname);
    if (!found) return undefined;
    const [, nodes, namespace, , name] = found;
    const watching = /^(true|1)$/.test(url.searchParams.get('watch') ?? '');
    if (method !== 'GET' || watching || (!nodes && name && !namespace)) {
      throw new KubeError(
        405,
        'the server does not allow this method on the requested resource',
      );
    }
    return nodes
      ? this.nodes(name, url.searchParams)
      : this.pods(namespace, name, url.searchParams);
  }

  private nodes(name: string | undefined, query: URLSearchParams): object {
    const { timeMs, pods } = this.scrape(WINDOW_S * 1_000);
    const figuresOf = (node: KubeObject) => {
      const used = this.use.node(node.metadata.name, pods, timeMs);
      return used
        ? [
            {
              ...this.envelope('NodeMetrics', node, timeMs),
              usage: toUsage(used),
            },
          ]
        : [];
    };
    if (name !== undefined) {
      const node = this.store.get('nodes', undefined, decodeURIComponent(name));
      const [figures] = node ? figuresOf(node) : [];
      if (!figures) throw missing('nodemetrics', name);
      return figures;
    }
    const nodes = this.store.list('nodes').filter(selectedBy(query));
    return toList('NodeMetricsList', nodes.flatMap(figuresOf));
  }

  private pods(
    namespace: string | undefined,
    name: string | undefined,
    query: URLSearchParams,
  ): object {
    const { timeMs, pods } = this.scrape(WINDOW_S * 1_000);
    const toMetrics = ({ pod, containers }: PodFigures) => ({
      ...this.envelope('PodMetrics', pod, timeMs),
      containers: containers.map(({ name: container, ...used }) => ({
        name: container,
        usage: toUsage(used),
      })),
    });
    const inNamespace = pods.filter(
      ({ pod }) => !namespace || pod.metadata.namespace === namespace,
    );
    if (name !== undefined) {
      const found = inNamespace.find(({ pod }) => pod.metadata.name === name);
      if (!found) throw missing('podmetrics', `${namespace}/${name}`);
      return toMetrics(found);
    }
    const isSelected = selectedBy(query);
    return toList(
      'PodMetricsList',
      inNamespace.filter(({ pod }) => isSelected(pod)).map(toMetrics),
    );
  }

  private summary(name: string): object {
    const node = this.store.get('nodes', undefined, name);
    if (!node) {
      throw new KubeError(404, `nodes "${name}" not found`, 'NotFound', {
        name,
        kind: 'nodes',
      });
    }
    const { timeMs, pods } = this.scrape(KUBELET_MS);
    const used = this.use.node(name, pods, timeMs);
    if (!used) {
      throw new KubeError(
        503,
        'error trying to reach service: no route to host',
      );
    }
    return kubeletSummary(
      node,
      used,
      pods.filter(({ pod }) => pod.spec.nodeName === name),
      timeMs,
    );
  }

  /** As it was measured last, at a multiple of the interval. */
  private scrape(intervalMs: number): { timeMs: number; pods: PodFigures[] } {
    const timeMs = Math.floor(this.now() / intervalMs) * intervalMs;
    return { timeMs, pods: this.use.pods(this.store.list('pods'), timeMs) };
  }

  private envelope(kind: string, { metadata }: KubeObject, timeMs: number) {
    return {
      kind,
      apiVersion: GROUP_VERSION,
      metadata: {
        name: metadata.name,
        ...(metadata.namespace && { namespace: metadata.namespace }),
        creationTimestamp: toKubeTime(this.now()),
        ...(metadata.labels && { labels: metadata.labels }),
      },
      timestamp: toKubeTime(timeMs),
      window: `${WINDOW_S}s`,
    };
  }
}

/** Nanocores and KiB, as metrics-server writes them. */
function toUsage(used: { cpuCores: number; memoryBytes: number }) {
  return {
    cpu: `${Math.round(used.cpuCores * 1e9)}n`,
    memory: `${Math.round(used.memoryBytes / 1_024)}Ki`,
  };
}

function selectedBy(query: URLSearchParams) {
  return parseSelectors(
    query.get('labelSelector') ?? '',
    query.get('fieldSelector') ?? '',
  );
}

function toList(
  kind: string,
  items: { kind: string; apiVersion: string }[],
): object {
  return {
    kind,
    apiVersion: GROUP_VERSION,
    metadata: {},
    // Lists do not repeat the kind in their items.
    items: items.map(({ kind: _, apiVersion: __, ...item }) => item),
  };
}

function missing(resource: string, name: string): KubeError {
  return new KubeError(
    404,
    `${resource}.${GROUP} "${name}" not found`,
    'NotFound',
    {
      name,
      group: GROUP,
      kind: resource,
    },
  );
}
