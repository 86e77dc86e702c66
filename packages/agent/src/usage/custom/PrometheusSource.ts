import type { CustomMetric } from '@atlhyper/backstage-plugin-atlhyper-common';
import { createExpositionReader } from '@atlhyper/core';
import type { MetricsConfig } from '../../config/schema';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import { NotAvailableError } from '../../sources/SourceStatus';
import {
  createPodScraper,
  createUrlScraper,
  findTargets,
} from '../../scrape/podScraper';
import type { CustomFigures, CustomMetricsSource } from './CustomMetricsSource';
import { scrapeAll } from '../../scrape/scrapeAll';

type Config = MetricsConfig['sources']['custom']['prometheus'][number];
type Metrics = Map<string, Record<string, CustomMetric>>;

/** Chosen metrics of any exposition, by the node that a label names or that the pod runs on. */
export function createPrometheusSource(options: {
  config: Config;
  client: KubeClient;
  store: ResourceStore;
}): CustomMetricsSource {
  const { config, client, store } = options;
  const { name, url, namespace, pod_selector, port } = config;
  const read = createMetricsReader(config);
  const scrapeUrl = createUrlScraper(config);
  const scrapePod = createPodScraper(client, config);
  let problem: string | undefined;
  return {
    name,
    get problem() {
      return problem;
    },
    async collect(signal) {
      const nodes: Metrics = new Map();
      if (url) {
        read(await scrapeUrl(url, signal), undefined, nodes);
      } else {
        const where = { namespace: namespace!, pod_selector: pod_selector! };
        const targets = findTargets(store, { ...where, port: port! });
        if (targets.length === 0) {
          throw new NotAvailableError(
            `no running pod in namespace "${namespace}" matches "${pod_selector}"`,
          );
        }
        problem = await scrapeAll(targets, async target =>
          read(await scrapePod(target, signal), target.node, nodes),
        );
      }
      return new Map<string, CustomFigures>(
        [...nodes].map(([node, custom]) => [node, { custom }]),
      );
    },
  };
}

/**
 * Reads the chosen metrics out of an exposition into `nodes`. Samples of one metric and node are
 * added up (a rack's outlets are one load); a sample that names no node belongs to `ownNode`, or is
 * left out where there is none.
 */
export function createMetricsReader(
  config: Pick<Config, 'metrics' | 'node_label'>,
) {
  const wanted = new Map(config.metrics.map(metric => [metric.metric, metric]));
  return (
    body: Uint8Array,
    ownNode: string | undefined,
    nodes: Metrics,
  ): void => {
    // A reader per answer: it is small, and the pods of a source need not resemble each other.
    const reader = createExpositionReader({
      metrics: [...wanted.keys()],
      visitNaN: true,
    });
    let visited = 0;
    // Of an answer that turns out to be broken nothing is added: half a sum would be a wrong one.
    const found: { node: string; shown: string; metric: CustomMetric }[] = [];
    const problems = reader.read(body, ({ name, labels }, value) => {
      visited += 1;
      const label = config.node_label ? labels[config.node_label] : undefined;
      const node = label || ownNode;
      const metric = wanted.get(name);
      if (!node || !metric || !Number.isFinite(value)) return;
      const { unit } = metric;
      const shown = metric.name ?? metric.metric;
      found.push({ node, shown, metric: { value, ...(unit && { unit }) } });
    });
    if (problems.length > 0) {
      const [{ line, message }] = problems;
      throw new Error(`line ${line} of the metrics: ${message}`);
    }
    if (visited === 0) {
      throw new Error(
        `the answer holds none of ${[...wanted.keys()].join(', ')}`,
      );
    }
    for (const { node, shown, metric } of found) {
      const custom = nodes.get(node) ?? {};
      const value = (custom[shown]?.value ?? 0) + metric.value;
      nodes.set(node, { ...custom, [shown]: { ...metric, value } });
    }
  };
}
