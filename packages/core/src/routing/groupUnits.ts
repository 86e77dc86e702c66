import { nameText } from './NameIndex';
import type { RouteUnit } from './routeUnits';
import type { TraefikName } from './traefikNames';

/** Units that are counted together in one scheme of names. */
export type UnitGroup = {
  scheme: string;
  units: RouteUnit[];
  /** Their service series, each once. */
  names: TraefikName[];
};

/**
 * By scheme of names, units that have a service series in common, directly or through others, in one
 * group; every unit is in one group of each of its schemes. Groups and their members keep the order
 * of the units.
 */
export function groupUnits(units: readonly RouteUnit[]): UnitGroup[] {
  const schemes = new Set(
    units.flatMap(unit => unit.counted.map(({ scheme }) => scheme)),
  );
  return [...schemes].flatMap(scheme => groupOf(scheme, units));
}

function groupOf(scheme: string, all: readonly RouteUnit[]): UnitGroup[] {
  const namesOf = (unit: RouteUnit) =>
    unit.counted.find(one => one.scheme === scheme)?.names;
  const units = all.filter(unit => namesOf(unit) !== undefined);
  const parents = units.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  };
  const firstWith = new Map<string, number>();
  units.forEach((unit, i) => {
    for (const name of namesOf(unit)!) {
      const first = firstWith.get(nameText(name));
      if (first === undefined) firstWith.set(nameText(name), i);
      else parents[rootOf(i)] = rootOf(first);
    }
  });
  const groups = new Map<number, RouteUnit[]>();
  units.forEach((unit, i) => {
    const root = rootOf(i);
    const group = groups.get(root);
    if (group) group.push(unit);
    else groups.set(root, [unit]);
  });
  return [...groups.values()].map(members => {
    const names = members.flatMap(unit =>
      namesOf(unit)!.map((name): [string, TraefikName] => [
        nameText(name),
        name,
      ]),
    );
    return { scheme, units: members, names: [...new Map(names).values()] };
  });
}
