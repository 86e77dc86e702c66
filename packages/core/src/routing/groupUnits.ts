import type { RouteUnit } from './routeUnits';

/**
 * Units that have a service series in common, directly or through others, in one group; every unit
 * is in exactly one. Groups and their members keep the order of the units.
 */
export function groupUnits(units: readonly RouteUnit[]): RouteUnit[][] {
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
    for (const name of unit.serviceNames) {
      const first = firstWith.get(name);
      if (first === undefined) firstWith.set(name, i);
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
  return [...groups.values()];
}
