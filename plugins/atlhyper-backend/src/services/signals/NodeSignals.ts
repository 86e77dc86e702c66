import {
  signalChannel,
  type AtlhyperSignal,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';

/** Less than the five seconds in which node collectors report, so that one signal comes of each time. */
const LEAST_APART_MS = 4_000;

/**
 * Tells open pages that nodes of a cluster reported, so that they ask for them. A signal goes to
 * everybody and therefore holds no data: what a page may see is decided where it asks.
 *
 * Where nobody listens, or the signals plugin is not installed, signals go nowhere and pages poll.
 */
export class NodeSignals {
  private readonly sent = new Map<string, number>();

  constructor(
    private readonly options: {
      signals: SignalsService;
      logger: LoggerService;
      clock: () => number;
    },
  ) {}

  /** At most one signal per cluster and four seconds from this replica; never rejects. */
  async nodesChanged(cluster: string): Promise<void> {
    const nowMs = this.options.clock();
    const sentMs = this.sent.get(cluster);
    if (sentMs !== undefined && Math.abs(nowMs - sentMs) < LEAST_APART_MS) {
      return;
    }
    this.sent.set(cluster, nowMs);
    const message: AtlhyperSignal = { topic: 'nodes', cluster, version: nowMs };
    try {
      await this.options.signals.publish({
        recipients: { type: 'broadcast' },
        channel: signalChannel('nodes'),
        message,
      });
    } catch (error) {
      this.options.logger.debug(
        `A signal of nodes of cluster '${cluster}' could not be sent: ${error}`,
      );
    }
  }
}
