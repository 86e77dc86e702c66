/* eslint-disable max-lines -- wiring of one cluster's sources */
import { randomBytes } from 'node:crypto';
import type { SourceState } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { AgentConfig } from '../config/schema';
import { EventBook } from '../events/EventBook';
import { urlHost } from '../http/urlHost';
import { ApiDiscovery } from '../kubernetes/ApiDiscovery';
import {
  EVENT_KIND,
  KINDS,
  SECRET_KIND,
  type KindEntry,
  type WatchedKind,
} from '../kubernetes/kinds';
import { areSettled, unknownKinds } from '../kubernetes/KindStatus';
import type { KubeAccess } from '../kubernetes/KubeAccess';
import { KubeClient } from '../kubernetes/KubeClient';
import type { ObjectSink } from '../kubernetes/ObjectSink';
import { readAdvertisedApi } from '../kubernetes/readAdvertisedApi';
import { Reflector } from '../kubernetes/Reflector';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { Turns } from '../kubernetes/Turns';
import { createSoleLeadership, type Leadership } from '../leader/Leadership';
import { LeaseElection } from '../leader/LeaseElection';
import type { Logger } from '../Logger';
import { NodesSource } from '../nodes/NodesSource';
import { createCounterSources } from '../counters/createCounterSources';
import { messageOf } from '../messageOf';
import { BackendClient } from '../push/BackendClient';
import { BackendClock } from '../push/BackendClock';
import { FailureLog } from '../push/FailureLog';
import { runHeartbeat } from '../push/Heartbeat';
import { LeadLoop } from '../push/LeadLoop';
import { Concentrator } from '../slots/Concentrator';
import { StateStore } from '../state/StateStore';
import { RouteBook } from '../counters/traefik/RouteBook';
import { AgentMetrics } from '../usage/AgentMetrics';
import type { CounterSource } from './CounterSource';
import { RoundRunner } from './RoundRunner';

export type ClusterAgentOptions = {
  config: AgentConfig;
  access: KubeAccess;
  clock: Clock;
  logger: Logger;
  agent: { version: string; hostname: string };
  fetch?: typeof fetch;
};

/** Pages of lists that are read at the same time: one may take 20 MB until it is trimmed. */
const PAGES_AT_ONCE = 2;
/** A list that could not be read for so long will not hold up the others any more. */
const LIST_PATIENCE_MS = 60_000;

/** A leader that is told to stop delivers for so long what it has counted, then gives up the lead. */
const FAREWELL_MS = 5_000;

/** Wires the agent of one cluster; it decides nothing itself. */
export class ClusterAgent {
  private readonly store: StateStore;
  private readonly backendClock: BackendClock;
  private readonly client: BackendClient;
  private readonly kube: KubeClient;
  private readonly kinds: readonly KindEntry[];
  private readonly resources: ResourceStore;
  private readonly discovery: ApiDiscovery;
  private readonly reflectors: Reflector[];
  private readonly events = new EventBook();
  private readonly eventReflector: Reflector;
  private readonly pageTurns = new Turns(PAGES_AT_ONCE);
  private readonly nodes: NodesSource;
  private readonly metrics: AgentMetrics;
  private readonly concentrator = new Concentrator();
  private readonly routes: RouteBook;
  private readonly counters: readonly CounterSource[];
  private readonly rounds: RoundRunner;
  private readonly leadership: Leadership;
  private readonly leadLoop: LeadLoop;
  private readonly heartbeats: FailureLog;
  private readonly startedMs: number;

  /** @throws Error if the state directory is in use */
  constructor(private readonly options: ClusterAgentOptions) {
    const { config, clock, logger } = options;
    this.kinds = config.sources.kubernetes.secrets
      ? [...KINDS, SECRET_KIND]
      : KINDS;
    this.resources = new ResourceStore(this.kinds);
    this.startedMs = clock.nowMs();
    const what = 'heartbeat failed';
    this.heartbeats = new FailureLog({ what, clock, logger });
    this.store = StateStore.open(config.state_dir, {
      clusterId: config.cluster_id,
      maxSpoolBytes: config.spool.max_bytes,
      nowMs: () => this.backendClock.nowMs(),
      onDropped: gap => logger.warn('counts are given up', { ...gap }),
    });
    this.backendClock = new BackendClock(clock, logger, this.store);
    this.client = new BackendClient({
      masterUrl: config.master_url,
      readToken: config.readToken,
      timeoutMs: config.push.timeout,
      fetch: options.fetch,
      nowMs: () => clock.nowMs(),
      onServerTime: time => this.backendClock.observe(time),
    });
    this.kube = new KubeClient(options.access);
    this.discovery = new ApiDiscovery(this.kube);
    this.reflectors = this.kinds.map(entry =>
      this.createReflector(entry, this.resources.sinkOf(entry)),
    );
    this.eventReflector = this.createReflector(EVENT_KIND, this.events);
    this.routes = new RouteBook({
      store: this.resources,
      kinds: () => this.reflectors.map(reflector => reflector.status),
      clock,
      logger,
    });
    this.counters = createCounterSources({
      config,
      store: this.resources,
      routes: this.routes,
      kinds: () => this.reflectors.map(reflector => reflector.status),
      client: this.kube,
      clock,
      logger,
    });
    this.rounds = this.createRounds();
    this.leadership = this.createLeadership();
    this.nodes = this.createNodes();
    this.metrics = new AgentMetrics({
      config,
      client: this.kube,
      store: this.resources,
      nodes: this.nodes,
      // What is not listed yet can neither be asked nor named.
      isActive: () => this.leadership.isLeader && this.listsAreSettled(),
      clock,
      logger,
    });
    this.leadLoop = this.createLeadLoop();
  }

  /** Runs until the signal aborts or a part of it fails for good. */
  async run(signal: AbortSignal): Promise<void> {
    const { config, logger, clock, agent } = this.options;
    const failed = new AbortController();
    const left = new AbortController();
    signal.addEventListener('abort', () => {
      this.leave().finally(() => left.abort());
    });
    if (signal.aborted) left.abort();
    const both = AbortSignal.any([left.signal, failed.signal]);
    try {
      await this.nodes.open();
      const parts = [
        ...this.reflectors.map(reflector => reflector.run(both)),
        this.eventReflector.run(both),
        this.leadership.run(both),
        this.rounds.run(both),
        this.metrics.run(both),
        this.leadLoop.run(both),
        runHeartbeat(
          {
            client: this.client,
            store: this.store,
            agent: { ...agent, startedMs: this.startedMs },
            isLeader: () => this.leadLoop.isWriting,
            sources: () => this.sources(),
            intervalMs: config.push.heartbeat_interval,
            clock,
            logger,
            failures: this.heartbeats,
            onAcked: ms => this.leadLoop.onAcked(ms),
          },
          both,
        ),
      ];
      // What fails here is a mistake of ours; the others end before it is passed on.
      parts.forEach(part => part.catch(() => failed.abort()));
      await Promise.allSettled(parts);
      await Promise.all(parts);
    } finally {
      await this.nodes.close();
      this.store.close();
    }
  }

  /** So that whoever leads next can go on from the latest slot. */
  private async leave(): Promise<void> {
    const { config, logger } = this.options;
    if (!config.leader_election.enabled || !this.leadLoop.isWriting) return;
    try {
      await this.leadLoop.flush(AbortSignal.timeout(FAREWELL_MS));
    } catch (error) {
      logger.warn('not all was delivered before leaving', {
        reason: messageOf(error),
      });
    }
  }

  /** How every source fares. */
  sources(): SourceState[] {
    const { slo, sources } = this.options.config;
    return [
      ...this.reflectors.map(reflector => reflector.state),
      this.eventReflector.state,
      ...this.counters.map(source => source.state),
      ...(slo.enabled && sources.traefik.enabled ? [this.routes.state] : []),
      this.nodes.state,
      ...this.metrics.states,
    ];
  }

  private createReflector(entry: WatchedKind, sink: ObjectSink): Reflector {
    const { clock, logger } = this.options;
    return new Reflector({
      entry,
      client: this.kube,
      discovery: this.discovery,
      sink,
      pageTurns: this.pageTurns,
      clock,
      logger,
    });
  }

  private createRounds(): RoundRunner {
    const { config, clock, logger } = this.options;
    return new RoundRunner({
      store: this.store,
      concentrator: this.concentrator,
      sources: this.counters,
      collectIntervalMs: config.slo.collect_interval,
      othersMayLead: config.leader_election.enabled,
      isLeading: () => this.leadership.isLeader,
      clock,
      backendNowMs: () => this.backendClock.nowMs(),
      logger,
    });
  }

  private createLeadership(): Leadership {
    const { config, clock, logger, agent } = this.options;
    const { enabled, namespace, name } = config.leader_election;
    if (!enabled || !namespace) return createSoleLeadership();
    const host = config.listen?.advertised_host;
    return new LeaseElection({
      client: this.kube,
      namespace,
      name,
      identity: `${agent.hostname}_${randomBytes(4).toString('hex')}`,
      address:
        host && config.listen
          ? `${urlHost(host)}:${config.listen.port}`
          : undefined,
      clock,
      logger,
    });
  }

  private createLeadLoop(): LeadLoop {
    const { config, clock, logger, agent } = this.options;
    return new LeadLoop({
      client: this.client,
      store: this.store,
      leadership: this.leadership,
      clusterId: config.cluster_id,
      agent,
      kubernetesApi: readAdvertisedApi(config.kubernetes_api),
      publisher: {
        resources: this.resources,
        isSettled: () => this.listsAreSettled(),
        unknownKinds: () =>
          unknownKinds(this.reflectors.map(({ status }) => status)),
        events: this.events,
        routes: () => this.routes.routes,
        routesAreComplete: () => this.routes.isComplete,
        nodes: () => this.nodes.snapshots(),
        usage: this.metrics.usage,
        sources: () => this.sources(),
        partSize: this.store.partSize,
        nodesIntervalMs: config.metrics.push_interval,
        stateIntervalMs: config.push.interval,
        clock,
        logger,
      },
      pushIntervalMs: config.push.interval,
      clock,
      backendNowMs: () => this.backendClock.nowMs(),
      logger,
    });
  }

  private createNodes(): NodesSource {
    const { config, clock, logger } = this.options;
    return new NodesSource({
      config,
      client: this.kube,
      onRow: row => this.concentrator.addNode(row, this.backendClock.nowMs()),
      onProbe: (node, report) => this.metrics.takeProbe(node, report),
      leaderAddress: () => this.leadership.leaderAddress,
      isHealthy: () => this.isHealthy(),
      problem: () => this.heartbeats.reason,
      clock,
      logger,
    });
  }

  private listsAreSettled(): boolean {
    const waitedMs = this.options.clock.nowMs() - this.startedMs;
    return areSettled(
      this.reflectors.map(({ status }) => status),
      waitedMs > LIST_PATIENCE_MS,
    );
  }

  private isHealthy(): boolean {
    const { config, clock } = this.options;
    const aliveMs = this.rounds.lastRoundMs ?? this.startedMs;
    return (
      clock.nowMs() - aliveMs <
      Math.max(120_000, 3 * config.slo.collect_interval)
    );
  }
}
