import type { Domain } from '@atlhyper/backstage-plugin-atlhyper-common';
import { judgeDomain } from './assembleDomains';
import type { Judge } from './Judge';
import { bringTogether } from './judgedThing';
import type { ListRow } from './listRows';
import type { SloScene } from './loadScene';
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

/** A domain in the one window; of several it and its routes each in that of their own worst target. */
export function toDomainRow(
  views: readonly View[],
  host: string,
): ListRow<Domain> {
  const { whole, parts } = bringTogether(
    views.flatMap(({ judge, scene, groups }) => {
      const found = groups.get(host);
      return found ? [judgeDomain(scene, host, found, judge)] : [];
    }),
  );
  return {
    key: host,
    name: host,
    judged: whole,
    figures: whole.summary,
    parts,
    write: chosen => ({
      ...whole,
      routes: chosen.map(i => parts[i].write()),
      ...(chosen.length < parts.length && {
        routes_left_out: parts.length - chosen.length,
      }),
    }),
  };
}
