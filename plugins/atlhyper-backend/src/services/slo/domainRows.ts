import type { Domain } from '@atlhyper/backstage-plugin-atlhyper-common';
import { pathTitle } from '@atlhyper/core';
import { judgeDomain, type JudgedDomain } from './assembleDomains';
import type { Judge } from './Judge';
import type { ListRow } from './listRows';
import type { SloScene } from './loadScene';
import { hasOwnTarget, worstOwn } from './ownView';
import type { RouteGroup } from './routeGroups';

/** Everything to judge the hosts of a scene in one window. */
export type View = {
  judge: Judge;
  scene: SloScene;
  groups: ReadonlyMap<string, RouteGroup[]>;
};

/** All hosts that one of the views has. */
export function hostsOfViews(views: readonly View[]): string[] {
  return [...new Set(views.flatMap(view => [...view.groups.keys()]))];
}

/** A domain in the one window, or of several in that of its own worst target. */
export function toDomainRow(
  views: readonly View[],
  host: string,
): ListRow<Domain> {
  const { domain, groups, judged, writeRoute } = judgeOwn(views, host);
  return {
    key: host,
    name: host,
    judged: domain,
    figures: domain.summary,
    parts: judged,
    namesOfPart: i => [host + pathTitle(groups[i].key)],
    write: chosen => ({
      ...domain,
      routes: chosen.map(writeRoute),
      ...(chosen.length < groups.length && {
        routes_left_out: groups.length - chosen.length,
      }),
    }),
  };
}

function judgeOwn(views: readonly View[], host: string): JudgedDomain {
  const all = views.flatMap(({ judge, scene, groups }) => {
    const found = groups.get(host);
    return found ? [judgeDomain(scene, host, found, judge)] : [];
  });
  const worst = worstOwn(
    all.map(one => ({
      judgement: one.domain,
      isOwn: hasOwnTarget(one.domain, one.judged),
    })),
  );
  return all.find(one => one.domain === worst)!;
}
