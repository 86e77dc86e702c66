import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS } from '../kubernetes/kinds';
import type { KubeObject } from '../kubernetes/KubeObject';
import { FakeProxy } from './FakeProxy';
import { FakeTraefik } from './FakeTraefik';
import { PrometheusServer } from './PrometheusServer';
import { SteppedAgent } from './SteppedAgent';

export const SLOT_MS = 30_000;
const HOUR_MS = 3_600_000;
const SETTLE_TRIES = 400;
const SETTLE_PAUSE_MS = 50;

type Pod = { name: string; metrics: FakeTraefik | FakeProxy };

/**
 * Our agent and a Prometheus beside it, both scraping the same pods: what the agent reads in a
 * round is shown to Prometheus with the time of that round written at every sample, so that both
 * hold the same samples of the same times, whatever time the test takes.
 */
export class SideBySide {
  prometheus!: PrometheusServer;
  private agent!: SteppedAgent;
  private readonly pods = new Map<string, Pod>();
  /** What Prometheus is shown, by pod. */
  private readonly stage = new Map<string, string>();
  private readonly server: Server;
  private readonly stateDir = mkdtempSync(join(tmpdir(), 'atlhyper-agent-'));

  /** `nowMs` lies within the last hour of real time: a Prometheus takes nothing older. */
  constructor(public nowMs: number) {
    this.server = createServer((request, response) => {
      const text = this.stage.get(request.url!.slice(1));
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
  }

  /** Every pod that there will be is named beforehand. */
  async start(options: {
    backend: { url: string; token: string };
    podNames: readonly string[];
  }): Promise<void> {
    await new Promise<void>(resolve => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.server.address() as AddressInfo;
    this.prometheus = await PrometheusServer.start(
      `http://127.0.0.1:${port}`,
      options.podNames,
    );
    this.agent = new SteppedAgent({
      stateDir: this.stateDir,
      backendUrl: options.backend.url,
      token: options.backend.token,
      mesh: true,
      nowMs: () => this.nowMs,
    });
  }

  async stop(): Promise<void> {
    await this.prometheus?.stop();
    this.agent?.kill();
    for (const { metrics } of this.pods.values()) await metrics.stop();
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.stateDir, { recursive: true });
  }

  async addTraefik(name: string, startedMs = this.nowMs - HOUR_MS) {
    const traefik = new FakeTraefik(startedMs);
    const port = await traefik.start();
    this.pods.set(name, { name, metrics: traefik });
    this.put('pod', {
      metadata: {
        name,
        namespace: 'kube-system',
        labels: { 'app.kubernetes.io/name': 'traefik' },
        annotations: { 'prometheus.io/port': String(port) },
      },
      status: { phase: 'Running', podIP: '127.0.0.1' },
    });
    return traefik;
  }

  /** A pod of the workload `web` with a mesh proxy. */
  async addProxy(name: string, startedMs = this.nowMs - HOUR_MS) {
    const proxy = new FakeProxy(startedMs);
    const port = await proxy.start();
    this.pods.set(name, { name, metrics: proxy });
    this.put('pod', {
      metadata: {
        name,
        namespace: 'shop',
        labels: { 'linkerd.io/proxy-deployment': 'web' },
        ownerReferences: [
          { kind: 'ReplicaSet', name: 'web-5d7', controller: true },
        ],
      },
      spec: {
        initContainers: [
          {
            name: 'linkerd-proxy',
            restartPolicy: 'Always',
            ports: [{ name: 'linkerd-admin', containerPort: port }],
          },
        ],
      },
      status: { phase: 'Running', podIP: '127.0.0.1' },
    });
    return proxy;
  }

  async removeTraefik(name: string): Promise<void> {
    const kind = KINDS.find(entry => entry.kind === 'pod')!;
    this.agent.resources.remove(kind, {
      kind: 'pod',
      namespace: 'kube-system',
      name,
    });
    await this.pods.get(name)!.metrics.stop();
    this.pods.delete(name);
    this.stage.delete(name);
  }

  /** An Ingress whose paths each have a service of their own, on port 80 in namespace `shop`. */
  addIngress(host: string, services: Record<string, string>): void {
    this.put('ingress', {
      metadata: { name: host, namespace: 'shop' },
      spec: {
        rules: [
          {
            host,
            http: {
              paths: Object.entries(services).map(([path, name]) => ({
                path,
                pathType: 'Prefix',
                backend: { service: { name, port: { number: 80 } } },
              })),
            },
          },
        ],
      },
    });
  }

  /** Both scrape, just after the next boundary of slots; gives the time of the scrapes. */
  async round(): Promise<number> {
    const boundaryMs = (Math.floor(this.nowMs / SLOT_MS) + 1) * SLOT_MS;
    this.nowMs = boundaryMs + 250;
    await this.agent.round(boundaryMs, new AbortController().signal);
    const end = await this.agent.deliver();
    if (end !== 'done') throw new Error(`the push is ${end}`);
    for (const { name, metrics } of this.pods.values()) {
      this.stage.set(
        name,
        metrics.exposition().replaceAll('\n', ` ${this.nowMs}\n`),
      );
    }
    await this.untilScraped();
    return this.nowMs;
  }

  /** A scrape is stored whole, so one series of a pod stands for all of it. */
  private async untilScraped(): Promise<void> {
    const expected = this.nowMs / 1000;
    for (let i = 0; i < SETTLE_TRIES; i++) {
      const times = await this.prometheus.vector(
        'max by (pod) (timestamp(process_start_time_seconds))',
        this.nowMs,
      );
      const names = [...this.pods.keys()];
      if (names.every(name => times.get(name) === expected)) return;
      await new Promise(resolve => {
        setTimeout(resolve, SETTLE_PAUSE_MS);
      });
    }
    throw new Error('Prometheus does not scrape');
  }

  private put(
    kind: string,
    object: Pick<KubeObject, 'spec' | 'status'> & {
      metadata: Omit<KubeObject['metadata'], 'uid' | 'resourceVersion'>;
    },
  ): void {
    const entry = KINDS.find(one => one.kind === kind)!;
    const identity = {
      uid: `uid-${object.metadata.name}`,
      resourceVersion: '1',
    };
    const metadata = { ...object.metadata, ...identity };
    const trimmed = this.agent.resources.trim(entry, { ...object, metadata });
    this.agent.resources.upsert(entry, trimmed!);
  }
}
