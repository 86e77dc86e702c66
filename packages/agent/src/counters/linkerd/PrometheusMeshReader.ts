import { isIP } from 'node:net';
import type { EdgeKey } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ExpositionSeries } from '@atlhyper/core';
import { ScrapeBuilder } from '../../agent/ScrapeBuilder';
import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import type {
  StoredObject,
  ResourceStore,
} from '../../kubernetes/ResourceStore';
import {
  createFetcher,
  PROCESS_START,
  type SampleFetcher,
} from './meshFetchers';
import {
  ingressOf,
  isStarting,
  type MeshReader,
  type MeshReading,
} from './MeshReader';
import { addSample } from './MeshScrapeReader';
import { toMeshPart, type MeshPart } from './meshSeries';
import { workloadOf } from './workloadOf';

/** The labels that tell one proxy from another. */
type Origin = { namespace?: string; pod?: string; instance?: string };
type Place = {
  id: string;
  origin: Origin;
  part: MeshPart | 'start';
  source: EdgeKey['source'] | undefined;
};
type Process = {
  builder: ScrapeBuilder;
  origin: Origin;
  source: EdgeKey['source'] | undefined;
};

type Gathered = {
  processes: Map<string, Process>;
  /** What the samples say of when each started. */
  starts: Map<string, Set<number>>;
  /** Why those are left out whose samples cannot be. */
  broken: Map<string, string>;
};

/**
 * Labels that name the source's workload, with the kind each stands for; what a Prometheus adds by
 * the relabelling that Linkerd documents: https://linkerd.io/2/tasks/external-prometheus/
 */
const WORKLOAD_LABELS: readonly (readonly [label: string, kind: string])[] = [
  ['deployment', 'deployment'],
  ['statefulset', 'statefulset'],
  ['daemonset', 'daemonset'],
  ['cronjob', 'cronjob'],
  ['k8s_job', 'job'],
  ['replicaset', 'replicaset'],
  ['replicationcontroller', 'replicationcontroller'],
];

/**
 * Takes the proxies' counters from one place that has gathered them: a Prometheus, asked by
 * federation or by queries, or any exposition.
 *
 * Every proxy stays a process of its own, by namespace, pod and instance: the sum over replicas
 * would fall whenever one of them restarts. A proxy that is not among the samples was not asked,
 * or is gone; its baseline stays, so that what it counted meanwhile is not lost and never counted
 * again from zero.
 */
export class PrometheusMeshReader implements MeshReader {
  private readonly fetchSamples: SampleFetcher;
  private readonly places = new WeakMap<object, Place>();
  /** Start of a process as it was first found, where the samples do not tell it. */
  private readonly watchedStarts = new Map<string, number | undefined>();

  private readonly options: {
    config: AgentConfig['slo']['linkerd'];
    store: ResourceStore;
    clock: Clock;
  };

  constructor(options: PrometheusMeshReader['options']) {
    this.options = options;
    this.fetchSamples = createFetcher(options.config);
  }

  async read(signal: AbortSignal): Promise<MeshReading> {
    const { config, clock } = this.options;
    const { processes, starts, broken } = await this.gather(signal);
    const scrapedAtMs = clock.nowMs();
    const proxies = [...processes].map(([id, { builder, origin, source }]) => ({
      origin,
      source: source ?? this.watchedSource(origin),
      scrape: builder.build({
        process: this.processOf(id),
        startedMs: this.startOf(id, origin, starts.get(id)),
        scrapedAtMs,
      }),
    }));
    this.forgetStarts(processes);
    return {
      proxies,
      failed: [
        ...this.unseen(proxies),
        ...[...broken.keys()].map(id => this.processOf(id)),
      ],
      ingress: ingressOf(
        proxies
          .filter(p => p.origin.namespace === config.traefik_namespace)
          .map(({ scrape }) => scrape),
      ),
      problem: this.problemOf(proxies, [...broken.values()]),
    };
  }

  /**
   * The samples of each proxy. One whose samples cannot be is left out whole, and takes nothing from
   * the others: whoever is scraped can write what they like into such a place.
   */
  private async gather(signal: AbortSignal): Promise<Gathered> {
    const { config } = this.options;
    const processes = new Map<string, Process>();
    const starts = new Map<string, Set<number>>();
    const broken = new Map<string, string>();
    const isProxy = ({ instance }: Origin) =>
      instance?.endsWith(`:${config.port}`) === true;
    await this.fetchSamples(signal, (series, value) => {
      const { id, origin, source, part } = this.placeOf(series);
      if (part !== 'start' && part.part === 'none') return;
      const problem = ScrapeBuilder.problemOf(series.name, value);
      if (problem) {
        broken.set(id, problem);
        return;
      }
      if (part === 'start') {
        starts.set(id, (starts.get(id) ?? new Set()).add(value));
        // Other processes start as well.
        if (!isProxy(origin)) return;
      }
      let process = processes.get(id);
      if (!process) {
        // Also of a proxy that has counted nothing yet: its first call is then no first sight.
        process = { builder: new ScrapeBuilder(), origin, source };
        processes.set(id, process);
      }
      if (part !== 'start') addSample(process.builder, part, value);
    });
    for (const id of broken.keys()) processes.delete(id);
    return { processes, starts, broken };
  }

  /**
   * Proxies that run and are not among the samples yet. A Prometheus shows a new one only after it
   * has scraped it, which may be in the round after the next: by then nothing else would tell that
   * it started since it could first have been seen, and all it counted so far would be lost.
   */
  private unseen(proxies: readonly { origin: Origin }[]): string[] {
    const { store, config } = this.options;
    const seen = new Set(
      proxies.map(({ origin }) => `${origin.namespace}/${origin.pod}`),
    );
    const unseen: string[] = [];
    for (const object of store.list('pod')) {
      const { resource, local } = object;
      const { namespace, name: pod } = resource;
      if (!local?.meshProxy) continue;
      if (!local.running && !isStarting(object)) continue;
      if (seen.has(`${namespace}/${pod}`)) continue;
      const { ip } = local;
      const host = ip?.includes(':') ? `[${ip}]` : ip;
      const port = local.meshProxy.port ?? config.port;
      // The names it will have: with the instance as Prometheus makes it, or without any.
      for (const instance of [`${host}:${port}`, undefined]) {
        unseen.push(this.processOf(idOf({ namespace, pod, instance })));
      }
    }
    return unseen;
  }

  private processOf(id: string): string {
    return `linkerd/${this.options.config.source}/${id}`;
  }

  private problemOf(
    proxies: MeshReading['proxies'],
    broken: readonly string[],
  ): MeshReading['problem'] {
    if (broken.length > 0) {
      return {
        state: 'failing',
        message: `${broken.length} of ${
          proxies.length + broken.length
        } proxies are left out; ${broken[0]}`,
      };
    }
    if (proxies.length === 0) {
      return {
        state: 'not_available',
        message: `${this.options.config.metrics_url} holds no counters of Linkerd proxies for the namespaces in scope`,
      };
    }
    const unnamed = proxies.filter(({ source }) => !source).length;
    return unnamed === 0
      ? undefined
      : {
          state: 'failing',
          message: `${unnamed} of ${proxies.length} proxies are left out: their series carry neither a label for the workload (deployment, statefulset, …) with a namespace, nor a pod that is known`,
        };
  }

  private placeOf(series: Pick<ExpositionSeries, 'name' | 'labels'>): Place {
    const known = this.places.get(series);
    if (known) return known;
    const { config } = this.options;
    const { namespace, pod, instance } = series.labels;
    const origin = { namespace, pod, instance };
    const place: Place = {
      id: idOf(origin),
      origin,
      source: labelledSource(series.labels),
      part:
        series.name === PROCESS_START
          ? 'start'
          : toMeshPart(
              { id: 0, ...series },
              {
                targetNamespaces: new Set(config.target_namespaces),
                isIngress: namespace === config.traefik_namespace,
                adminPort: String(config.port),
              },
            ),
    };
    this.places.set(series, place);
    return place;
  }

  /**
   * When the proxy started, so that what a new one counted before it was first seen is not lost.
   *
   * The samples' own word wins: it is as old as they are. Kubernetes may already know of a restart
   * that the samples do not show yet, and all they hold would be counted once more; so its word is
   * taken once, when the process is new.
   */
  private startOf(
    id: string,
    origin: Origin,
    told: ReadonlySet<number> | undefined,
  ): number | undefined {
    if (told?.size === 1 && (origin.pod || origin.instance)) {
      return Math.round([...told][0] * 1000);
    }
    if (!this.watchedStarts.has(id)) {
      const pod = this.podOf(origin)?.local;
      // A pod of the same name with another address came later than these samples.
      const address = addressOf(origin);
      const isSame = !address || !pod?.ip || address === pod.ip;
      this.watchedStarts.set(
        id,
        isSame ? pod?.meshProxy?.startedMs : undefined,
      );
    }
    return this.watchedStarts.get(id);
  }

  private forgetStarts(present: ReadonlyMap<string, unknown>): void {
    // Not at once: a proxy that was not asked this time is no new one the next.
    if (this.watchedStarts.size <= 4 * present.size + 1_000) return;
    for (const id of this.watchedStarts.keys()) {
      if (!present.has(id)) this.watchedStarts.delete(id);
    }
  }

  private watchedSource(origin: Origin): EdgeKey['source'] | undefined {
    const pod = this.podOf(origin);
    return pod && workloadOf(this.options.store, pod.resource);
  }

  private podOf({ namespace, pod }: Origin): StoredObject | undefined {
    return namespace && pod
      ? this.options.store.get({ kind: 'pod', namespace, name: pod })
      : undefined;
  }
}

function idOf({ namespace, pod, instance }: Origin): string {
  return [namespace ?? '', pod ?? '', instance ?? ''].join('/');
}

function labelledSource(
  labels: Readonly<Record<string, string>>,
): EdgeKey['source'] | undefined {
  const { namespace } = labels;
  const found = WORKLOAD_LABELS.find(([label]) => labels[label]);
  return found && namespace
    ? { namespace, kind: found[1], workload: labels[found[0]] }
    : undefined;
}

/** The IP address of an instance, where that is one and not a name. */
function addressOf({ instance }: Origin): string | undefined {
  const host = instance?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return host && isIP(host) ? host : undefined;
}
