import {
  SLO_WINDOWS,
  subjectKey,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ABSENCE_MS, type Alert, type Judgement } from '@atlhyper/core';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import { edgeOf } from '../slo/assembleServices';
import type { CoverageBook } from '../slo/CoverageBook';
import type { JudgeFactory } from '../slo/JudgeFactory';
import {
  loadScene,
  pushAll,
  type SloScene,
  type SloStores,
} from '../slo/loadScene';
import type { RouteGroup } from '../slo/routeGroups';
import type { Measured } from '../slo/SloReader';
import {
  domainSubject,
  edgeSubject,
  pathSubject,
  serviceSubject,
} from '../slo/subjects';
import type { TargetBook } from '../slo/TargetBook';
import { clustersOf } from './alertViews';
import { readBurnCounts, type Stretch } from './burnCounts';
import { eachCluster } from './eachCluster';
import { findSuspects } from './findSuspects';
import { DAY_MS, SubjectJudge, type JudgedThing } from './SubjectJudge';

/** What alerts are judged for. */
type Thing = Measured & {
  /** What this is all of: judged apart from it only where it has another target. */
  whole?: Measured;
};

/** Kinds of objects that routes are read from. */
const ROUTE_SOURCES =
  /^kubernetes\/(ingressroute|ingress|httproute|traefikservice|gateway|service)(\.|$)/;

/** Judges all domains, routes, services and edges by the rules of SLOs. */
export class SloJudge {
  constructor(
    private readonly options: {
      stores: SloStores;
      judges: JudgeFactory;
      levels: readonly RetainedLevel[];
      /** Ids of all clusters. */
      listClusterIds: () => Promise<string[]>;
      logger: LoggerService;
    },
  ) {}

  async judge(active: readonly Alert[], nowMs: number): Promise<Judgement[]> {
    const { judges, stores, levels } = this.options;
    const targets = await judges.loadTargets();
    const listed = await this.listThings(nowMs);
    const things = await mapInTurns(listed, thing =>
      withTargets(thing, targets),
    );
    const alerted = new Set(active.map(one => one.scope));
    const suspects = await findSuspects(
      things,
      one => alerted.has(subjectKey(one.subject)),
      { stores, nowMs, levels },
    );
    const stretches = stretchesOf(suspects);
    const longestMs = Math.max(...stretches.map(one => one.lengthMs), DAY_MS);
    const coverage = await judges.loadCoverage(nowMs - longestMs - DAY_MS);
    const unreadable = await this.listUnreadable();
    const judge = new SubjectJudge({
      active,
      counts: await readBurnCounts(stores, stretches, { nowMs, levels }),
      coverage,
      guards: judges.guards,
      unreadable,
      nowMs,
    });
    const judged = await mapInTurns(suspects, thing => judge.judge(thing));
    const judgements = judged.flat();
    const scopes = new Set(judgements.map(one => one.scope));
    const unseen = active.filter(
      one =>
        !scopes.has(one.scope) && mayComeBack(one, coverage, unreadable, nowMs),
    );
    return [...judgements, ...unseen.flatMap(one => judge.hold(one))];
  }

  /** Clusters in which a kind that routes are read from cannot be listed, or that cannot be read. */
  private async listUnreadable(): Promise<Set<string>> {
    const { stores, listClusterIds, logger } = this.options;
    const unreadable = new Set<string>();
    const look = async (clusterId: string) => {
      const seen = { access: 'all' as const, clusterId };
      const sources = await stores.ledger.listSources(seen);
      if (
        sources.some(
          ({ name, state }) =>
            ROUTE_SOURCES.test(name) &&
            (state === 'failing' || state === 'starting'),
        )
      ) {
        unreadable.add(clusterId);
      }
    };
    const purpose = 'read the sources';
    const ids = await listClusterIds();
    const failed = await eachCluster(ids, look, { logger, purpose });
    failed.forEach(id => unreadable.add(id));
    return unreadable;
  }

  /** Everything that alerts are judged for: what had traffic lately or a day ago. */
  private async listThings(nowMs: number): Promise<Thing[]> {
    const { stores } = this.options;
    const activeFromMs = nowMs - 4 * DAY_MS;
    const span = { fromMs: activeFromMs, toMs: nowMs, ranges: [] };
    const scene = await loadScene(stores, { access: 'all' }, [span]);
    const edges = await stores.samples.listEdges({
      access: 'all',
      activeFromMs,
    });
    return [...measuredDomains(scene), ...measuredServices(edges)];
  }
}

/** What is not seen where nobody looks, or where routes cannot be read, is not gone. */
function mayComeBack(
  alert: Alert,
  coverage: CoverageBook,
  unreadable: ReadonlySet<string>,
  nowMs: number,
): boolean {
  return clustersOf(alert).some(
    id => unreadable.has(id) || !coverage.isLive([id], nowMs),
  );
}

function withTargets(
  { whole, ...thing }: Thing,
  targets: TargetBook,
): JudgedThing {
  const of = ({ subject, clusters }: Measured, window: SloWindow) =>
    targets.resolve(subject, window, clusters);
  return {
    ...thing,
    mayBeAbsent: !whole,
    targets: SLO_WINDOWS.flatMap(window => {
      const target = of(thing, window);
      const isOfWhole = whole && target === of(whole, window);
      return target && !isOfWhole ? [{ window, target }] : [];
    }),
  };
}

/** Every stretch that is asked for, with the series that it is asked of. */
function stretchesOf(things: readonly JudgedThing[]): Stretch[] {
  const all = new Set(things.flatMap(thing => thing.series));
  const byLength = new Map<number, Set<StoredSeries>>([[ABSENCE_MS, all]]);
  for (const { series, targets } of things) {
    const lengths = targets.flatMap(({ target }) =>
      target.rules.flatMap(rule => [rule.longMs, rule.shortMs]),
    );
    for (const lengthMs of new Set(lengths)) {
      const asked = byLength.get(lengthMs) ?? new Set();
      byLength.set(lengthMs, asked);
      series.forEach(one => asked.add(one));
    }
  }
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
