import {
  SLO_WINDOWS,
  type SloJudgement,
  type SloSubject,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Alert } from '@atlhyper/core';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import type { JudgedAlert, JudgedStatus } from '../../stores/SloLogStore';
import {
  assembleService,
  edgeOf,
  groupServices,
} from '../slo/assembleServices';
import { assembleDomain, hostsOf } from '../slo/assembleDomains';
import { Judge } from '../slo/Judge';
import { alertsOf, type JudgeFactory } from '../slo/JudgeFactory';
import { loadScene, totalsReader, type SloStores } from '../slo/loadScene';
import { resolveWindow } from '../slo/resolveWindow';
import {
  domainSubject,
  edgeSubject,
  pathSubject,
  serviceSubject,
} from '../slo/subjects';
import type { TargetBook } from '../slo/TargetBook';
import { toSloAlerts } from './alertViews';

/** Judges the status of everything in every window, so that its changes can be kept. */
export class StatusJudge {
  constructor(
    private readonly options: {
      stores: SloStores;
      judges: JudgeFactory;
      levels: readonly RetainedLevel[];
    },
  ) {}

  /** One window after another: what was judged of one is forgotten before the next is read. */
  async *judge(
    alerts: readonly Alert[],
    nowMs: number,
  ): AsyncGenerator<JudgedStatus[]> {
    const targets = await this.options.judges.loadTargets();
    const firing = alerts.flatMap(one => toSloAlerts(one, { active: true }));
    for (const window of SLO_WINDOWS) {
      yield await this.judgeWindow(window, { targets, firing, nowMs });
    }
  }

  private async judgeWindow(
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

    const scene = await loadScene(stores, { access: 'all' }, [span]);
    await mapInTurns(hostsOf(scene), ([host, groups]) => {
      const domain = assembleDomain(scene, host, groups, judge);
      keep(domainSubject(host), domain.clusters, domain);
      domain.routes.forEach((route, i) =>
        keep(pathSubject(groups[i].key), route.clusters, route),
      );
    });
    const edges = await stores.samples.listEdges({
      access: 'all',
      activeFromMs: span.fromMs,
    });
    const totalsOf = totalsReader(await stores.samples.sumSeries(edges, span));
    await mapInTurns(groupServices(edges, totalsOf), group => {
      const { clusterId } = group;
      const service = assembleService(group, totalsOf, judge, 'all');
      keep(serviceSubject(clusterId, group), [clusterId], service);
      service.edges.forEach((edge, i) =>
        keep(edgeSubject(clusterId, edgeOf(group.edges[i])), [clusterId], edge),
      );
    });
    return statuses;
  }
}
