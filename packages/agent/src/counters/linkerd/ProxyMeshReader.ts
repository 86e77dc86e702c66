import type { EdgeKey } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ProcessScrape } from '@atlhyper/core';
import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import { openRequest } from '../../http/openRequest';
import { readBody } from '../../http/readBody';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import { messageOf } from '../../messageOf';
import {
  ingressOf,
  isStarting,
  type MeshReader,
  type MeshReading,
} from './MeshReader';
import { MeshScrapeReader } from './MeshScrapeReader';
import { workloadOf } from './workloadOf';

/** Requests under way at one time. */
const MAX_CONCURRENT = 32;
/** Pods of one workload whose metrics are read by one reader, because they resemble each other. */
const PODS_PER_READER = 8;
const ACCEPT = 'text/plain;version=0.0.4';

type ProxyTarget = {
  process: string;
  namespace: string;
  pod: string;
  ip?: string;
  port: number;
  startedMs?: number;
  source: EdgeKey['source'];
  /** Names the reader that it shares with a few pods of its workload. */
  readerKey: string;
};

type Failure = { target: ProxyTarget; message: string; asked: boolean };

/**
 * Asks every proxy itself.
 *
 * All of it ends within one timeout, so that proxies that do not answer cannot hold up what others
 * count: those that failed the last time are asked last, and who could not be asked is counted in
 * the next round, from the same baseline.
 */
export class ProxyMeshReader implements MeshReader {
  private readonly readers = new Map<string, MeshScrapeReader>();
  private failedBefore: ReadonlySet<string> = new Set();

  private readonly options: {
    config: AgentConfig['slo']['linkerd'];
    store: ResourceStore;
    client: KubeClient;
    clock: Clock;
  };

  constructor(options: ProxyMeshReader['options']) {
    this.options = options;
  }

  async read(signal: AbortSignal): Promise<MeshReading> {
    const targets = this.targets();
    const proxies: MeshReading['proxies'] = [];
    const failures: Failure[] = [];
    const { timeout, traefik_namespace } = this.options.config;
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    const waiting = [
      ...targets.filter(({ process }) => !this.failedBefore.has(process)),
      ...targets.filter(({ process }) => this.failedBefore.has(process)),
    ];
    let next = 0;
    const work = async () => {
      while (next < waiting.length) {
        const target = waiting[next++];
        if (until.aborted) {
          failures.push({ target, message: 'no time left', asked: false });
          continue;
        }
        try {
          const scrape = await this.scrape(target, until);
          proxies.push({ scrape, source: target.source });
        } catch (error) {
          failures.push({ target, message: messageOf(error), asked: true });
        }
      }
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
    this.failedBefore = new Set(
      failures.filter(f => f.asked).map(({ target }) => target.process),
    );
    return {
      proxies,
      failed: [
        ...failures.map(({ target }) => target.process),
        ...this.starting(),
      ],
      ingress: ingressOf(
        proxies
          .filter(({ source }) => source?.namespace === traefik_namespace)
          .map(({ scrape }) => scrape),
      ),
      problem: toProblem(targets, failures),
    };
  }

  /** The running pods that have a proxy; the port that a proxy names wins over the configured one. */
  private targets(): ProxyTarget[] {
    const { store, config } = this.options;
    const targets: ProxyTarget[] = [];
    const podsOf = new Map<string, number>();
    for (const { resource, local } of store.list('pod')) {
      if (!local?.running || !local.meshProxy) continue;
      if (config.via === 'pod' && !local.ip) continue;
      const port = local.meshProxy.port ?? config.port;
      const source = workloadOf(store, resource);
      const group = JSON.stringify([source, port]);
      const before = podsOf.get(group) ?? 0;
      podsOf.set(group, before + 1);
      targets.push({
        process: processOf(resource.uid),
        namespace: resource.namespace ?? 'default',
        pod: resource.name,
        ip: local.ip,
        port,
        startedMs: local.meshProxy.startedMs,
        source,
        readerKey: `${group}${Math.floor(before / PODS_PER_READER)}`,
      });
    }
    this.renewReaders(new Set(targets.map(({ readerKey }) => readerKey)));
    return targets;
  }

  private starting(): string[] {
    return [...this.options.store.list('pod')]
      .filter(isStarting)
      .map(({ resource }) => processOf(resource.uid));
  }

  private renewReaders(present: ReadonlySet<string>): void {
    for (const [key, reader] of this.readers) {
      if (!present.has(key) || !reader.beginRound()) this.readers.delete(key);
    }
  }

  private async scrape(
    target: ProxyTarget,
    until: AbortSignal,
  ): Promise<ProcessScrape> {
    const body = await this.fetch(target, until);
    let reader = this.readers.get(target.readerKey);
    if (!reader) {
      const { config } = this.options;
      reader = new MeshScrapeReader({
        targetNamespaces: new Set(config.target_namespaces),
        isIngress: target.namespace === config.traefik_namespace,
        adminPort: String(target.port),
      });
      this.readers.set(target.readerKey, reader);
    }
    return reader.read(body, {
      process: target.process,
      startedMs: target.startedMs,
      scrapedAtMs: this.options.clock.nowMs(),
    });
  }

  private async fetch(
    { namespace, pod, ip, port }: ProxyTarget,
    until: AbortSignal,
  ): Promise<Buffer> {
    const { config, client } = this.options;
    if (config.via === 'apiserver') {
      return client.bytes(
        `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy/metrics`,
        { signal: until, timeoutMs: config.timeout, accept: ACCEPT },
        config.body_limit_bytes,
      );
    }
    const host = ip!.includes(':') ? `[${ip}]` : ip;
    const message = await openRequest({
      url: new URL(`http://${host}:${port}/metrics`),
      headers: { accept: ACCEPT, 'accept-encoding': 'gzip' },
      signal: until,
    });
    if (message.statusCode !== 200) {
      message.resume();
      throw new Error(`status ${message.statusCode}`);
    }
    return readBody(message, config.body_limit_bytes);
  }
}

function processOf(uid: string): string {
  return `linkerd/proxies/${uid}`;
}

function toProblem(
  targets: readonly ProxyTarget[],
  failures: readonly Failure[],
): MeshReading['problem'] {
  if (targets.length === 0) {
    return {
      state: 'not_available',
      message: 'no running pod has a container "linkerd-proxy"',
    };
  }
  if (failures.length === 0) return undefined;
  const [{ target, message }] = failures;
  return {
    state: 'failing',
    message: `${failures.length} of ${targets.length} proxies cannot be scraped; ${target.namespace}/${target.pod} on port ${target.port}: ${message}`,
  };
}
