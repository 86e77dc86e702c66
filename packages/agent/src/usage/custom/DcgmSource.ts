import type {
  GpuUsage,
  NodeData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { countGpus, createExpositionReader } from '@atlhyper/core';
import type { MetricsConfig } from '../../config/schema';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import { NotAvailableError } from '../../sources/SourceStatus';
import { createPodScraper, findTargets } from '../../scrape/podScraper';
import type { CustomFigures, CustomMetricsSource } from './CustomMetricsSource';
import { scrapeAll } from '../../scrape/scrapeAll';

const USED = 'DCGM_FI_DEV_GPU_UTIL';
const MEMORY_USED = 'DCGM_FI_DEV_FB_USED';
const MEMORY_FREE = 'DCGM_FI_DEV_FB_FREE';
/** Some drivers keep a part of the memory for themselves. */
const MEMORY_RESERVED = 'DCGM_FI_DEV_FB_RESERVED';
const METRICS = [USED, MEMORY_USED, MEMORY_FREE, MEMORY_RESERVED];
const MIB = 1_048_576;
/**
 * DCGM writes what it cannot tell as a number just below the greatest: dcgm_fields.h,
 * DCGM_INT64_BLANK. No card has as many MiB.
 */
const BLANK_FROM = 2 ** 53;

/**
 * Graphics processors as NVIDIA's DCGM exporter measures them. Where there is no exporter the
 * number of processors is still known, from what the nodes offer; what they do is not.
 * https://docs.nvidia.com/datacenter/dcgm/latest/reference/dcgm-exporter-metrics.html
 */
export function createDcgmSource(options: {
  config: MetricsConfig['sources']['custom']['dcgm'];
  client: KubeClient;
  store: ResourceStore;
}): CustomMetricsSource {
  const { config, client, store } = options;
  const scrape = createPodScraper(client, config);
  let problem: string | undefined;
  return {
    name: 'dcgm',
    get problem() {
      return problem;
    },
    async collect(signal) {
      const targets = findTargets(store, config);
      if (targets.length === 0) {
        throw new NotAvailableError(whyNone(store, config));
      }
      const nodes = new Map<string, CustomFigures>();
      problem = await scrapeAll(targets, async target => {
        const gpus = parseDcgm(await scrape(target, signal));
        for (const [host, devices] of gpus) {
          // The label is the host's name, which is not always the node's.
          const node = isNode(store, host) ? host : target.node;
          if (!node) continue;
          nodes.set(node, { gpus: join(nodes.get(node)?.gpus, devices) });
        }
      });
      return nodes;
    },
  };
}

/** Reads an exposition of the exporter: processors by the host that it names ('' for none). */
export function parseDcgm(body: Uint8Array): Map<string, GpuUsage[]> {
  const devices = new Map<
    string,
    { host: string; id: string; model?: string; values: Map<string, number> }
  >();
  createExpositionReader({ metrics: METRICS }).read(
    body,
    ({ name, labels }, value) => {
      if (!(value >= 0 && value < BLANK_FROM)) return;
      const uuid = labels.UUID ?? labels.uuid ?? labels.gpu;
      if (!uuid) return;
      // Parts of one card share its UUID.
      const part = labels.GPU_I_ID ? `/${labels.GPU_I_ID}` : '';
      const id = `${uuid}${part}`.slice(0, 128);
      const host = labels.Hostname ?? labels.hostname ?? '';
      const key = `${host} ${id}`;
      const device = devices.get(key) ?? {
        host,
        id,
        ...(labels.modelName && { model: labels.modelName.slice(0, 128) }),
        values: new Map(),
      };
      // With pods named in labels one device has a sample for each pod that shares it: the same.
      device.values.set(name, value);
      devices.set(key, device);
    },
  );
  const hosts = new Map<string, GpuUsage[]>();
  for (const { host, id, model, values } of devices.values()) {
    const list = hosts.get(host) ?? [];
    hosts.set(host, list);
    list.push({ id, ...(model && { model }), ...toFigures(values) });
  }
  return hosts;
}

function toFigures(
  values: ReadonlyMap<string, number>,
): Omit<GpuUsage, 'id' | 'model'> {
  const percent = values.get(USED);
  const used = values.get(MEMORY_USED);
  const free = values.get(MEMORY_FREE);
  return {
    ...(percent !== undefined && { usedFraction: Math.min(1, percent / 100) }),
    ...(used !== undefined && { memoryUsedBytes: Math.round(used * MIB) }),
    ...(used !== undefined &&
      free !== undefined && {
        memoryTotalBytes: Math.round(
          (used + free + (values.get(MEMORY_RESERVED) ?? 0)) * MIB,
        ),
      }),
  };
}

/** Each processor once: while one exporter replaces another both tell of the same. */
function join(known: GpuUsage[] = [], devices: GpuUsage[]): GpuUsage[] {
  const byId = new Map([...known, ...devices].map(gpu => [gpu.id, gpu]));
  return [...byId.values()].slice(0, 64);
}

function isNode(store: ResourceStore, name: string): boolean {
  return name !== '' && store.get({ kind: 'node', name }) !== undefined;
}

function whyNone(
  store: ResourceStore,
  config: MetricsConfig['sources']['custom']['dcgm'],
): string {
  const count = countGpusOf(store);
  return count === 0
    ? 'no node has a GPU'
    : `the cluster has ${count} GPUs, but nothing measures them: no running pod in namespace "${config.namespace}" matches "${config.pod_selector}"; install the DCGM exporter or set sources.custom.dcgm`;
}

/** Processors that the nodes offer through their device plugins. */
function countGpusOf(store: ResourceStore): number {
  let count = 0;
  for (const { resource } of store.list('node')) {
    const { capacity } = resource.data as Partial<NodeData>;
    count += countGpus(capacity ?? {});
  }
  return count;
}
