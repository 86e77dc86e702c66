import { randomUUID } from 'node:crypto';
import type { NodeAlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import { mapInTurns } from '../../../mapInTurns';
import type {
  NodeAlertStore,
  StoredNodeAlert,
} from '../../../stores/NodeAlertStore';
import type { LatestStore, StoredNode } from '../../../stores/LatestStore';
import type { ForecastService } from '../ForecastService';
import { nodeKey } from '../groupByNode';
import { isStale } from '../nodeState';
import { endAlert, judgeNode, type JudgedAlert } from './judgeNode';
import type { NodeRule } from './nodeRules';

/** What others may want to know of a round. */
export type NodeMonitorEvent = {
  kind: 'fired' | 'resolved';
  alert: NodeAlertRecord;
};

/**
 * Judges nodes by rules in the background, with a hold time and hysteresis. What it remembers is kept
 * in the store, so that a restart forgets nothing. Runs on one replica at a time.
 */
export class NodeMonitor {
  constructor(
    private readonly options: {
      latest: LatestStore;
      alerts: NodeAlertStore;
      forecasts: ForecastService;
      rules: readonly NodeRule[];
      clock: () => number;
    },
  ) {}

  /** One round; gives what fired and what recovered, once it is kept. */
  async run(): Promise<NodeMonitorEvent[]> {
    const { latest, alerts, clock } = this.options;
    const nowMs = clock();
    const { active, doubles } = singleOut(await alerts.listActive());
    const stored = await latest.listNodes({});
    const fullMs = await this.forecastDisks(stored, nowMs);
    const judged = await mapInTurns(stored, node => {
      const key = nodeKey(node);
      const known = active.get(key) ?? [];
      active.delete(key);
      return this.judge(node, known, fullMs.get(key), nowMs);
    });
    // Of nodes that there are no more.
    const gone = [...active.values()].flat().map(endAlert);
    return this.keep([...judged.flat(), ...gone, ...doubles], nowMs);
  }

  /** A node that is not heard of neither fires nor recovers. */
  private judge(
    { clusterId, node, snapshot }: StoredNode,
    active: readonly StoredNodeAlert[],
    diskFullMs: number | undefined,
    nowMs: number,
  ): JudgedAlert[] {
    if (!snapshot || isStale(snapshot, nowMs)) {
      return [];
    }
    const { rules } = this.options;
    const newId = randomUUID;
    return judgeNode({
      clusterId,
      node,
      snapshot,
      diskFullMs,
      rules,
      active,
      newId,
    });
  }

  private async keep(
    judged: readonly JudgedAlert[],
    nowMs: number,
  ): Promise<NodeMonitorEvent[]> {
    const kept = judged.filter(one => one.kind !== 'dropped');
    const alerts = kept.map(
      ({ kind, alert }): StoredNodeAlert => ({
        ...alert,
        ...(kind === 'fired' && { firedMs: nowMs }),
        ...(kind === 'resolved' && { resolvedMs: nowMs }),
      }),
    );
    await this.options.alerts.saveRound({
      alerts,
      droppedIds: judged
        .filter(one => one.kind === 'dropped')
        .map(one => one.alert.id),
    });
    return kept.flatMap(({ kind }, i) =>
      kind === 'fired' || kind === 'resolved'
        ? [{ kind, alert: toRecord(alerts[i], nowMs) }]
        : [],
    );
  }

  /** Time until the fullest disk of a node is forecast to be full, by node. */
  private async forecastDisks(
    nodes: readonly StoredNode[],
    nowMs: number,
  ): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    if (!this.options.rules.some(rule => rule.metric === 'diskFullMs')) {
      return found;
    }
    for (const clusterId of new Set(nodes.map(node => node.clusterId))) {
      const forecasts = await this.options.forecasts.forecastDisks(clusterId);
      for (const [node, { full }] of forecasts) {
        if (full) {
          const leftMs = Math.max(0, full.expectedMs - nowMs);
          found.set(nodeKey({ clusterId, node }), leftMs);
        }
      }
    }
    return found;
  }
}

/** By node. Of two for the same, which rounds that overlapped may leave, the older goes on. */
function singleOut(alerts: readonly StoredNodeAlert[]) {
  const active = new Map<string, StoredNodeAlert[]>();
  const doubles: JudgedAlert[] = [];
  const seen = new Set<string>();
  for (const alert of alerts) {
    const node = nodeKey(alert);
    const { metric, severity, holder } = alert;
    const key = JSON.stringify([node, metric, severity, holder]);
    if (seen.has(key)) {
      doubles.push(endAlert(alert));
      continue;
    }
    seen.add(key);
    const ofNode = active.get(node) ?? [];
    active.set(node, ofNode);
    ofNode.push(alert);
  }
  return { active, doubles };
}

function toRecord(alert: StoredNodeAlert, nowMs: number): NodeAlertRecord {
  const { clusterId, clearSinceMs: _, measuredMs: __, ...record } = alert;
  return {
    ...record,
    cluster: clusterId,
    value: Math.max(0, alert.value),
    firedMs: alert.firedMs ?? nowMs,
  };
}
