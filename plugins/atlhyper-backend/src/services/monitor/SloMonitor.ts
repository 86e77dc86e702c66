import type { SloStores } from '../slo/loadScene';
import {
  SLO_WINDOWS,
  type SloAlert,
  type SloJudgement,
  type SloSubject,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { ABSENCE_MS } from '@atlhyper/core';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import type {
  JudgedAlert,
  JudgedStatus,
  SloLogStore,
} from '../../stores/SloLogStore';
import type { StoredSeries } from '../../stores/SampleStore';
import { assembleService, edgeOf, groupServices } from '../mesh/MeshService';
import { assembleDomain, hostsOf } from '../slo/assembleDomains';
import { Judge } from '../slo/Judge';
import { alertsOf, type JudgeFactory } from '../slo/JudgeFactory';
import {
  loadScene,
  pushAll,
  totalsReader,
  type SloScene,
} from '../slo/loadScene';
import { resolveWindow } from '../slo/resolveWindow';
import type { RouteGroup } from '../slo/routeGroups';
import type { Measured } from '../slo/SloReader';
import {
  domainSubject,
  edgeSubject,
  pathSubject,
  serviceSubject,
} from '../slo/subjects';
import type { ResolvedTarget, TargetBook } from '../slo/TargetBook';
import { AlertJudge, DAY_MS } from './AlertJudge';
import { readBurnCounts, type Stretch } from './burnCounts';

/** What alerts are judged for. */
type Thing = Measured & {
  /** What this is all of: judged apart from it only where it has another target. */
  whole?: Measured;
};

/** What others may want to know of a round. */
export type MonitorEvent = {
  kind: 'fired' | 'resolved';
  alert: SloAlert;
};

/**
 * Judges everything in the background: fires alerts and lets them recover, and keeps the changes
 * of status. Runs on one replica at a time.
 */
export class SloMonitor {
  constructor(
    private readonly options: {
      stores: SloStores;
      log: SloLogStore;
      judges: JudgeFactory;
      levels: readonly RetainedLevel[];
      clock: () => number;
    },
  ) {}

  /** One round; gives what fired and what recovered, once it is kept. */
  async run(): Promise<MonitorEvent[]> {
    const { log, judges, clock } = this.options;
    const nowMs = clock();
    const targets = await judges.loadTargets();
    const before = await log.listFiring();
    const things = await this.listThings(nowMs);
    const alerts = await this.judgeAlerts(things, { targets, before, nowMs });
    const firing = alerts.finish();
    const statuses: JudgedStatus[] = [];
    for (const window of SLO_WINDOWS) {
      statuses.push(
        ...(await this.judgeStatuses(window, { targets, firing, nowMs })),
      );
    }
    const { fired, resolvedIds } = alerts;
    await log.saveRound({ atMs: nowMs, statuses, fired, resolvedIds });
    return eventsOf(before, { fired, resolvedIds, nowMs });
  }

  /** Everything that alerts are judged for: what had traffic lately or a day ago. */
  private async listThings(nowMs: number): Promise<Thing[]> {
    const { stores } = this.options;
    const activeFromMs = nowMs - 4 * DAY_MS;
    const span = { fromMs: activeFromMs, toMs: nowMs, ranges: [] };
    const scene = await loadScene(stores, {}, [span]);
    const edges = await stores.samples.listEdges({ activeFromMs });
    return [...measuredDomains(scene), ...measuredServices(edges)];
  }

  private async judgeAlerts(
    things: readonly Thing[],
    context: {
      targets: TargetBook;
      before: readonly JudgedAlert[];
      nowMs: number;
    },
  ): Promise<AlertJudge> {
    const { stores, judges, levels } = this.options;
    const { targets, before, nowMs } = context;
    const resolved = things.map(thing =>
      SLO_WINDOWS.map(window => targetOf(thing, window, targets)),
    );
    const stretches = stretchesOf(things, resolved);
    const counts = await readBurnCounts(stores, stretches, { nowMs, levels });
    const longestMs = Math.max(...stretches.map(one => one.lengthMs), DAY_MS);
    const judge = new AlertJudge({
      firing: before,
      counts,
      coverage: await judges.loadCoverage(nowMs - longestMs - DAY_MS),
      guards: judges.guards,
      nowMs,
    });
    await mapInTurns([...things.entries()], ([i, thing]) => {
      SLO_WINDOWS.forEach((window, w) => {
        const target = resolved[i][w];
        if (target) {
          judge.judgeBurn(thing, window, target);
        }
      });
      if (!thing.whole) {
        judge.judgeAbsence(thing);
      }
    });
    return judge;
  }

  private async judgeStatuses(
    window: SloWindow,
    context: {
      targets: TargetBook;
      firing: readonly JudgedAlert[];
      nowMs: number;
    },
  ): Promise<JudgedStatus[]> {
    const { stores, judges, levels } = this.options;
    const span = resolveWindow({ window, nowMs: context.nowMs, levels });
    const judge = new Judge({
      window,
      span,
      guards: judges.guards,
      targets: context.targets,
      coverage: await judges.loadCoverage(span.fromMs),
      alerts: alertsOf(window, context.firing),
      statuses: new Map(),
    });
    const statuses: JudgedStatus[] = [];
    const keep = (
      subject: SloSubject,
      clusters: readonly string[],
      { status, reasons }: SloJudgement,
    ) => statuses.push({ subject, window, clusters, status, reasons });

    const scene = await loadScene(stores, {}, [span]);
    await mapInTurns(hostsOf(scene), ([host, groups]) => {
      const domain = assembleDomain(scene, host, groups, judge);
      keep(domainSubject(host), domain.clusters, domain);
      domain.routes.forEach((route, i) =>
        keep(pathSubject(groups[i].key), route.clusters, route),
      );
    });
    const edges = await stores.samples.listEdges({ activeFromMs: span.fromMs });
    const totalsOf = totalsReader(await stores.samples.sumSeries(edges, span));
    await mapInTurns(groupServices(edges, totalsOf), group => {
      const { clusterId } = group;
      const service = assembleService(group, totalsOf, judge);
      keep(serviceSubject(clusterId, group), [clusterId], service);
      service.edges.forEach((edge, i) =>
        keep(edgeSubject(clusterId, edgeOf(group.edges[i])), [clusterId], edge),
      );
    });
    return statuses;
  }
}

/** `undefined` where the whole that this is has the same. */
function targetOf(
  { subject, clusters, whole }: Thing,
  window: SloWindow,
  targets: TargetBook,
): ResolvedTarget | undefined {
  const target = targets.resolve(subject, window, clusters);
  const isSame =
    whole && target === targets.resolve(whole.subject, window, whole.clusters);
  return isSame ? undefined : target;
}

/** Every stretch that is asked for, with the series that it is asked of. */
function stretchesOf(
  things: readonly Thing[],
  resolved: readonly (ResolvedTarget | undefined)[][],
): Stretch[] {
  const all = new Set(things.flatMap(thing => thing.series));
  const byLength = new Map<number, Set<StoredSeries>>([[ABSENCE_MS, all]]);
  things.forEach(({ series }, i) => {
    const lengths = resolved[i].flatMap(target =>
      (target?.rules ?? []).flatMap(rule => [rule.longMs, rule.shortMs]),
    );
    for (const lengthMs of new Set(lengths)) {
      const asked = byLength.get(lengthMs) ?? new Set();
      byLength.set(lengthMs, asked);
      series.forEach(one => asked.add(one));
    }
  });
  return [
    { lengthMs: ABSENCE_MS, agoMs: DAY_MS, series: [...all] },
    ...[...byLength].map(([lengthMs, asked]) => ({
      lengthMs,
      series: [...asked],
    })),
  ];
}

/** A domain and its routes. By their series: a route that is gone may still be missed. */
function measuredDomains(scene: SloScene): Thing[] {
  const groupsByHost = new Map<string, RouteGroup[]>();
  for (const group of scene.groups) {
    pushAll(groupsByHost, group.key.host, [group]);
  }
  return [...scene.seriesByHost.entries()].flatMap(([host, series]) => {
    const groups = groupsByHost.get(host) ?? [];
    const clusters = [...new Set(groups.flatMap(group => group.clusters))];
    const domain = { subject: domainSubject(host), clusters, series };
    const routes = groups
      .filter(group => group.series.length > 0)
      .map(group => ({
        subject: pathSubject(group.key),
        clusters: group.clusters,
        series: group.series,
      }));
    return routes.length === 1 && routes[0].series.length === series.length
      ? [domain, { ...routes[0], whole: domain }]
      : [domain, ...routes];
  });
}

/** A service and its callers. */
function measuredServices(edges: readonly StoredSeries[]): Thing[] {
  const groups = new Map<string, StoredSeries[]>();
  for (const edge of edges) {
    const { namespace, service } = edgeOf(edge).destination;
    pushAll(groups, `${edge.clusterId} ${namespace} ${service}`, [edge]);
  }
  return [...groups.values()].flatMap(series => {
    const clusters = [series[0].clusterId];
    const { destination } = edgeOf(series[0]);
    const service = {
      subject: serviceSubject(clusters[0], destination),
      clusters,
      series,
    };
    const callers = series.map(edge => ({
      subject: edgeSubject(clusters[0], edgeOf(edge)),
      clusters,
      series: [edge],
    }));
    return callers.length === 1
      ? [service, { ...callers[0], whole: service }]
      : [service, ...callers];
  });
}

function eventsOf(
  before: readonly JudgedAlert[],
  round: {
    fired: readonly JudgedAlert[];
    resolvedIds: readonly string[];
    nowMs: number;
  },
): MonitorEvent[] {
  const resolvedIds = new Set(round.resolvedIds);
  const resolved = before
    .filter(one => resolvedIds.has(one.alert.id))
    .map(({ alert }) => ({ ...alert, resolvedMs: round.nowMs }));
  return [
    ...round.fired.map(({ alert }) => ({ kind: 'fired' as const, alert })),
    ...resolved.map(alert => ({ kind: 'resolved' as const, alert })),
  ];
}
