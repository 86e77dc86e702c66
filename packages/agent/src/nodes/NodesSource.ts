import type {
  NodeRow,
  NodeSnapshot,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { AgentConfig } from '../config/schema';
import type { KubeClient } from '../kubernetes/KubeClient';
import type { Logger } from '../Logger';
import {
  anyAuthenticator,
  createSharedSecretAuthenticator,
  createTokenReviewAuthenticator,
  type NodeAuthenticator,
} from './NodeAuthenticator';
import { NodeGateway } from './NodeGateway';
import { NodeRegistry } from './NodeRegistry';
import type { Peer } from './probe/ProbeBook';
import type { ProbeReport } from './probe/probeReportSchema';

const SILENT_NODES_MS = 60_000;

/** Who measured a node, the best first: our collector, node_exporter, Kubernetes itself. */
const ORIGINS = ['collector', 'node-exporter', 'kubernetes'] as const;
export type NodeOrigin = (typeof ORIGINS)[number];

export type NodesSourceOptions = {
  config: Pick<AgentConfig, 'listen' | 'node_auth' | 'metrics'>;
  client: KubeClient;
  /** Takes the figures of one snapshot. */
  onRow: (row: NodeRow) => void;
  /** Takes what a collector tells of its probe, and gives whom it shall probe. */
  onProbe?: (node: string, report: ProbeReport) => Peer[];
  /** `host:port` of the agent that leads, if it is another one. */
  leaderAddress: () => string | undefined;
  isHealthy: () => boolean;
  /** What a person should look after although it goes on. */
  problem?: () => string | undefined;
  clock: Clock;
  logger: Logger;
};

/**
 * The figures of the nodes, as their collectors post them or as others measure them, and how the
 * collectors fare.
 *
 * Of several that measure one node the best counts, for as long as it reports: figures of two would
 * jump to and fro.
 */
export class NodesSource {
  private readonly registry = new NodeRegistry();
  private readonly origins = new Map<
    string,
    { rank: number; receivedMs: number }
  >();
  private collectorMs: number | undefined;
  private readonly gateway: NodeGateway | undefined;

  constructor(private readonly options: NodesSourceOptions) {
    const { config, onProbe, leaderAddress, isHealthy, problem, logger } =
      options;
    this.gateway = config.listen
      ? new NodeGateway({
          authenticator: this.createAuthenticator(),
          onSnapshot: snapshot => this.offer(snapshot, 'collector'),
          onProbe,
          leaderAddress,
          isHealthy,
          problem,
          logger,
        })
      : undefined;
  }

  /** Listens, if it is configured to. */
  async open(): Promise<void> {
    const { config, logger } = this.options;
    if (!this.gateway || !config.listen) return;
    const port = await this.gateway.listen(config.listen);
    logger.info('listening for node collectors', { port });
  }

  async close(): Promise<void> {
    await this.gateway?.close();
  }

  /** The newest snapshot of every node. */
  snapshots(): Iterable<NodeSnapshot> {
    return this.registry.snapshots();
  }

  get state(): SourceState {
    const { config, clock } = this.options;
    if (!config.listen || !config.metrics.enabled) {
      return {
        name: 'nodes',
        state: 'not_available',
        message: 'listen is not configured, so no node collector can report',
      };
    }
    const lastSuccessMs = this.collectorMs;
    if (lastSuccessMs === undefined) {
      return this.registry.size > 0
        ? {
            name: 'nodes',
            state: 'not_available',
            message:
              'no node collector reports: nodes are shown with what other sources know of them',
          }
        : { name: 'nodes', state: 'starting' };
    }
    const silentMs = clock.nowMs() - lastSuccessMs;
    return silentMs > SILENT_NODES_MS
      ? {
          name: 'nodes',
          state: 'failing',
          message: `no node collector has reported for ${Math.round(
            silentMs / 1000,
          )} s`,
          lastSuccessMs,
        }
      : { name: 'nodes', state: 'ok', lastSuccessMs };
  }

  private createAuthenticator(): NodeAuthenticator {
    const { config, client } = this.options;
    const auth = config.node_auth;
    return anyAuthenticator([
      ...(auth?.shared_secret_file
        ? [createSharedSecretAuthenticator(auth.shared_secret_file)]
        : []),
      ...(auth?.token_review
        ? [
            createTokenReviewAuthenticator({
              client,
              serviceAccounts: auth.token_review.service_accounts,
              audience: auth.token_review.audience,
            }),
          ]
        : []),
    ]);
  }

  /** Takes a snapshot, unless someone better measures its node. */
  offer(snapshot: NodeSnapshot, origin: NodeOrigin): void {
    const { config, clock, onRow } = this.options;
    if (!config.metrics.enabled) return;
    const nowMs = clock.nowMs();
    const rank = ORIGINS.indexOf(origin);
    const known = this.origins.get(snapshot.node);
    const better = known !== undefined && known.rank < rank;
    if (better && nowMs - known.receivedMs <= SILENT_NODES_MS) return;
    this.registry.forgetSilent(nowMs);
    const row = this.registry.record(snapshot, nowMs);
    this.origins.set(snapshot.node, { rank, receivedMs: nowMs });
    if (origin === 'collector') this.collectorMs = nowMs;
    if (row) onRow(row);
  }
}
