import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  holdCluster,
  judgeCluster,
  settleAlerts,
  type Alert,
  type AlertChange,
  type Judgement,
  type RuleRealm,
} from '@atlhyper/core';
import type { AlertStore } from '../../stores/AlertStore';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { Ledger } from '../../stores/Ledger';
import type { LatestStore } from '../../stores/LatestStore';
import type { SloLogStore } from '../../stores/SloLogStore';
import type { ClusterReader } from './ClusterReader';
import { eachCluster } from './eachCluster';
import { LOOK_BACK_MS, type NodeJudge } from './NodeJudge';
import { outboxMessages, type AlertHearers } from './outboxMessages';
import type { RuleSet } from './RuleSet';
import type { SloJudge } from './SloJudge';
import type { StatusJudge } from './StatusJudge';

/** While nothing comes, windows slide on and silence begins to count: that needs a look now and then. */
const RESTED_AT_MOST_MS = 10 * 60_000;

/** Of SLOs the same requests are only so much older by then: of many series it is the costly part. */
const SLOS_RESTED_MS = 2 * 60_000;

/** For so long after the last push what follows from silence is still about to happen. */
const SETTLED_AFTER_MS = 15 * 60_000;

/**
 * Judges everything in the background: SLOs, nodes and clusters by their rules, and the statuses that
 * follow. What it remembers is kept in the store, so that a restart forgets nothing and a crash loses
 * nothing that was to be told. Runs on one replica at a time.
 */
export class AlertMonitor {
  private last = { activity: '', atMs: -Infinity };
  private slosJudgedMs = -Infinity;

  constructor(
    private readonly options: {
      stores: {
        alerts: AlertStore;
        clusters: ClusterStore;
        ledger: Ledger;
        latest: LatestStore;
        sloLog: SloLogStore;
      };
      slo: SloJudge;
      statuses: StatusJudge;
      nodes: NodeJudge;
      clusters: ClusterReader;
      rules: RuleSet;
      hearers: AlertHearers;
      logger: LoggerService;
      clock: () => number;
    },
  ) {}

  /** One round; gives what became of alerts, once it is kept. Rests where nothing came. */
  async run(): Promise<AlertChange[]> {
    const { nodes, clock } = this.options;
    const nowMs = clock();
    const { isNew, isQuiet } = await this.lookForActivity(nowMs);
    if (isQuiet) {
      return [];
    }
    const judged = await Promise.allSettled([
      this.judgeSlos(nowMs, { isNew }),
      this.judgeRealm('node', active => nodes.judge(active, nowMs), nowMs),
      this.judgeRealm('cluster', () => this.judgeClusters(), nowMs),
    ]);
    const problems = judged.flatMap(one =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    if (problems.length > 0) {
      // What the others judged is kept; the next round tries again.
      this.last.activity = '';
      throw problems.length === 1
        ? problems[0]
        : new AggregateError(problems, problems.join('; '));
    }
    return judged.flatMap(one => (one.status === 'fulfilled' ? one.value : []));
  }

  private async judgeSlos(
    nowMs: number,
    { isNew }: { isNew: boolean },
  ): Promise<AlertChange[]> {
    if (!isNew && nowMs - this.slosJudgedMs < SLOS_RESTED_MS) return [];
    this.slosJudgedMs = nowMs;
    const { stores, slo, statuses } = this.options;
    const judge = (alerts: readonly Alert[]) => slo.judge(alerts, nowMs);
    const changes = await this.judgeRealm('slo', judge, nowMs);
    const active = await stores.alerts.listActive({ realm: 'slo' });
    for await (const ofWindow of statuses.judge(active, nowMs)) {
      await stores.sloLog.saveStatuses(ofWindow, { atMs: nowMs });
    }
    return changes;
  }

  /** One cluster after another: what one of them holds is forgotten before the next is read. */
  private async judgeClusters(): Promise<Judgement[]> {
    const { stores, clusters, logger, rules } = this.options;
    const judgements: Judgement[] = [];
    const judge = async (clusterId: string) => {
      const { state } = await clusters.readScene(clusterId);
      judgements.push(...judgeCluster(state, rules.cluster));
    };
    const ids = await stores.clusters.listClusterIds();
    const failed = await eachCluster(ids, judge, {
      logger,
      purpose: 'judge the rules',
    });
    // The next round tries again, whether or not anything comes.
    if (failed.length > 0) this.last.activity = '';
    return [
      ...judgements,
      ...failed.flatMap(id => holdCluster(id, rules.cluster)),
    ];
  }

  private async judgeRealm(
    realm: RuleRealm,
    judge: (active: readonly Alert[]) => Promise<Judgement[]>,
    nowMs: number,
  ): Promise<AlertChange[]> {
    const { stores, hearers, rules } = this.options;
    const { alerts } = stores;
    const before = await alerts.listActive({
      realm,
      resolvedSinceMs: nowMs - 2 * LOOK_BACK_MS,
    });
    const active = before.filter(one => one.resolvedMs === undefined);
    const judgements = await judge(active);
    const settled = settleAlerts(before, judgements, {
      nowMs,
      newId: randomUUID,
    });
    const known = new Map(before.map(one => [one.id, JSON.stringify(one)]));
    const changed = [...settled.active, ...settled.resolved].filter(
      one => known.get(one.id) !== JSON.stringify(one),
    );
    await alerts.saveRound({
      alerts: changed,
      droppedIds: settled.droppedIds,
      messages: outboxMessages(before, settled, {
        ...hearers,
        titles: rules.titles,
      }),
    });
    return settled.changes;
  }

  /** Whether anything came since the last round, and where not, whether anything is about to follow. */
  private async lookForActivity(
    nowMs: number,
  ): Promise<{ isNew: boolean; isQuiet: boolean }> {
    const { stores } = this.options;
    const coverage = await stores.ledger.readCoverage(nowMs);
    const reports = await stores.latest.listReporting();
    const heard: (number | undefined)[] = [];
    for (const id of await stores.clusters.listClusterIds()) {
      heard.push(await stores.clusters.lastHeardMs(id));
    }
    const times = [
      ...coverage.map(one => one.live?.toMs),
      ...reports.map(one => one.lastReportMs),
      ...heard,
    ].filter(atMs => atMs !== undefined);
    const activity = JSON.stringify([times, coverage.length, reports.length]);
    const isNew = activity !== this.last.activity;
    const isQuiet =
      !isNew &&
      nowMs - times.reduce((a, b) => Math.max(a, b), 0) > SETTLED_AFTER_MS &&
      nowMs - this.last.atMs < RESTED_AT_MOST_MS;
    if (!isQuiet) {
      this.last = { activity, atMs: nowMs };
    }
    return { isNew, isQuiet };
  }
}
