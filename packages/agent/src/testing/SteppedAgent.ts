import { RoundRunner } from '../agent/RoundRunner';
import type { Clock } from '../Clock';
import { agentConfigSchema } from '../config/schema';
import { KINDS } from '../kubernetes/kinds';
import { KubeClient } from '../kubernetes/KubeClient';
import { kindStatus } from './kindStatus';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { LinkerdSource } from '../counters/linkerd/LinkerdSource';
import { createLogger } from '../Logger';
import { BackendClient } from '../push/BackendClient';
import { Deliverer, type DeliveryEnd } from '../push/Deliverer';
import { Session } from '../push/Session';
import { Concentrator } from '../slots/Concentrator';
import { StateStore } from '../state/StateStore';
import { RouteBook } from '../counters/traefik/RouteBook';
import { TraefikSource } from '../counters/traefik/TraefikSource';

export type SteppedAgentOptions = {
  stateDir: string;
  backendUrl: string;
  token: string;
  /** Of the one Traefik pod; other pods and routes can be put into `resources`. */
  traefikPort?: number;
  /** Whether the proxies of a mesh are counted, too. */
  mesh?: boolean;
  nowMs: () => number;
  fetch?: typeof fetch;
  maxSpoolBytes?: number;
  collectIntervalMs?: number;
};

const logger = createLogger('error', () => {});

/**
 * The agent's counting and delivering, taken step by step: everything but the loops that decide
 * when. Without routes, services of Traefik are counted as unmapped.
 */
export class SteppedAgent {
  readonly store: StateStore;
  /** What it knows of the cluster. */
  readonly resources = new ResourceStore(KINDS);
  private readonly rounds: RoundRunner;
  private readonly client: BackendClient;
  private session: Session | undefined;

  constructor(private readonly options: SteppedAgentOptions) {
    const clock: Clock = {
      nowMs: options.nowMs,
      sleep: async () => {},
      random: () => 0.5,
    };
    this.store = StateStore.open(options.stateDir, {
      maxSpoolBytes: options.maxSpoolBytes ?? 67_108_864,
      nowMs: options.nowMs,
    });
    this.client = new BackendClient({
      masterUrl: options.backendUrl,
      readToken: () => options.token,
      timeoutMs: 20_000,
      nowMs: options.nowMs,
      fetch: options.fetch,
    });
    const { resources } = this;
    if (options.traefikPort !== undefined) {
      addTraefikPod(resources, options.traefikPort);
    }
    const config = agentConfigSchema.parse({
      cluster_id: 'test',
      master_url: options.backendUrl,
    });
    const reading = {
      store: resources,
      client: new KubeClient({
        server: 'http://unused',
        connect: () => Promise.reject(new Error('unused')),
      }),
      clock,
      logger,
      intervalMs: 30_000,
    };
    const mesh = new LinkerdSource({
      ...reading,
      config: config.slo.linkerd,
      kinds: () => [],
    });
    this.rounds = new RoundRunner({
      store: this.store,
      concentrator: new Concentrator(),
      sources: [
        new TraefikSource({
          ...reading,
          config: config.sources.traefik,
          routes: new RouteBook({
            store: resources,
            kinds: () => [kindStatus('ingress')],
            clock,
            logger,
          }),
        }),
        ...(options.mesh ? [mesh] : []),
      ],
      collectIntervalMs: options.collectIntervalMs ?? 30_000,
      othersMayLead: true,
      clock,
      backendNowMs: options.nowMs,
      logger,
    });
  }

  /** Scrapes and closes the slot that ends at `boundaryMs`. */
  round(boundaryMs: number, signal = new AbortController().signal) {
    return this.rounds.round(boundaryMs, signal);
  }

  /**
   * Sends everything there is; gives up at the first failure, as if it had not been time to try
   * again. Opens a session if there is none.
   */
  async deliver(): Promise<DeliveryEnd | 'unreachable'> {
    const stop = new AbortController();
    try {
      this.session ??= await this.open(stop.signal);
    } catch {
      return 'unreachable';
    }
    const deliverer = new Deliverer({
      source: this.store,
      logger,
      clock: {
        nowMs: this.options.nowMs,
        random: () => 0,
        sleep: async () => stop.abort(),
      },
    });
    const end = await deliverer.deliverAll(this.session, stop.signal);
    if (end !== 'done') this.session = undefined;
    return stop.signal.aborted ? 'unreachable' : end;
  }

  private async open(signal: AbortSignal): Promise<Session> {
    const { streamId } = this.store;
    const opened = await this.client.openSession(
      {
        protocol: 1,
        role: 'live',
        streamId,
        agent: { version: '0', hostname: 'test' },
      },
      signal,
    );
    this.store.onSessionOpened(opened);
    const { nowMs } = this.options;
    return new Session(this.client, 'live', streamId, opened, nowMs);
  }

  /** Forgets the session, as a standby does. */
  standBy(): void {
    this.session = undefined;
  }

  /** Ends without any farewell; what was committed stays. */
  kill(): void {
    this.store.close();
  }
}

function addTraefikPod(resources: ResourceStore, port: number): void {
  const entry = KINDS.find(({ kind }) => kind === 'pod')!;
  const pod = resources.trim(entry, {
    metadata: {
      name: 'traefik-0',
      namespace: 'kube-system',
      uid: 'traefik-uid',
      resourceVersion: '1',
      labels: { 'app.kubernetes.io/name': 'traefik' },
      annotations: { 'prometheus.io/port': String(port) },
    },
    status: { phase: 'Running', podIP: '127.0.0.1' },
  });
  resources.upsert(entry, pod!);
}
