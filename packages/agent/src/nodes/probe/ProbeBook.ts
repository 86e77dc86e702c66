import type {
  NetworkProbe,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import { choosePeers } from './choosePeers';
import type { ProbeReport } from './probeReportSchema';

/** Where a node's collector can be probed. */
export type Peer = { node: string; address: string; port: number };

type Entry = Peer & { seenMs: number; checkedMs: number };

const MAX_PEERS = 10;
const ROUND_MS = 30_000;
/** A node that fell silent is probed on for so long: that it cannot be reached is worth knowing. */
const FORGET_MS = 10 * 60_000;
/** How long it is believed that an address belongs to a node. */
const CHECK_MS = 60_000;
const SILENT_MS = 3 * ROUND_MS;
/** How often those that are gone are looked for. */
const LOOK_MS = 1_000;

/** Knows where collectors can be probed, tells each whom to probe, and takes what they found. */
export class ProbeBook {
  private readonly entries = new Map<string, Entry>();
  /** Their names in order, until one comes or goes: thousands of nodes post every few seconds. */
  private sortedNames: readonly string[] | undefined;
  private forgottenMs = -Infinity;
  private lastResultMs: number | undefined;
  private lastRefusal: string | undefined;

  constructor(
    private readonly options: {
      store: ResourceStore;
      onProbe: (probe: NetworkProbe) => void;
      nowMs: () => number;
    },
  ) {}

  /** Takes a node's report and gives whom it shall probe. */
  take(node: string, report: ProbeReport): Peer[] {
    const nowMs = this.options.nowMs();
    this.forget(nowMs);
    if (!this.register(node, report, nowMs)) return [];
    for (const { node: targetNode, ...result } of report.results) {
      // Of nodes that the cluster does not have nothing is kept: a collector could name any.
      if (targetNode === node || !this.isNode(targetNode)) continue;
      this.lastResultMs = nowMs;
      this.options.onProbe({
        sourceNode: node,
        targetNode,
        method: 'tcp',
        ...result,
      });
    }
    this.sortedNames ??= [...this.entries.keys()].sort();
    const round = Math.floor(nowMs / ROUND_MS);
    return choosePeers(this.sortedNames, node, round, MAX_PEERS).map(name => {
      const { address, port } = this.entries.get(name)!;
      return { node: name, address, port };
    });
  }

  get state(): SourceState {
    const { lastResultMs } = this;
    const name = 'network';
    const intervalMs = ROUND_MS;
    if (this.entries.size < 2 && lastResultMs === undefined) {
      return {
        name,
        intervalMs,
        state: 'not_available',
        message:
          this.lastRefusal ??
          'less than two node collectors run with --probe-port',
      };
    }
    if (lastResultMs === undefined) {
      return { name, intervalMs, state: 'starting' };
    }
    const isSilent = this.options.nowMs() - lastResultMs > SILENT_MS;
    return {
      name,
      intervalMs,
      lastSuccessMs: lastResultMs,
      ...(isSilent
        ? { state: 'failing', message: 'no node collector reports probes' }
        : { state: 'ok' }),
    };
  }

  /**
   * Whether a collector can be probed where it says it is. Only addresses that the API server gives
   * to the node or to a pod on it are passed on: else a collector could have all others connect to
   * anything.
   */
  private register(node: string, report: ProbeReport, nowMs: number): boolean {
    const { address, port } = report;
    const known = this.entries.get(node);
    const isChecked =
      known?.address === address && nowMs - known.checkedMs < CHECK_MS;
    if (!isChecked && !this.belongsTo(node, address)) {
      this.drop(node);
      this.lastRefusal =
        `"${address}" is no address of node "${node}" or of a pod on it: set --probe-address`.slice(
          0,
          512,
        );
      return false;
    }
    const checkedMs = isChecked ? known.checkedMs : nowMs;
    if (!known) this.sortedNames = undefined;
    this.entries.set(node, { node, address, port, seenMs: nowMs, checkedMs });
    return true;
  }

  private belongsTo(node: string, address: string): boolean {
    const { store } = this.options;
    const own = store.get({ kind: 'node', name: node });
    if (!own) return false;
    if (own.resource.data.internalIp === address) return true;
    for (const { resource, local } of store.list('pod')) {
      if (local?.ip === address && resource.data.nodeName === node) return true;
    }
    return false;
  }

  private isNode(name: string): boolean {
    return this.options.store.get({ kind: 'node', name }) !== undefined;
  }

  private forget(nowMs: number): void {
    if (Math.abs(nowMs - this.forgottenMs) < LOOK_MS) return;
    this.forgottenMs = nowMs;
    for (const [node, { seenMs }] of this.entries) {
      if (nowMs - seenMs > FORGET_MS || !this.isNode(node)) this.drop(node);
    }
  }

  private drop(node: string): void {
    if (this.entries.delete(node)) this.sortedNames = undefined;
  }
}
