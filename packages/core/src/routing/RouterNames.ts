import type { RouteUnit } from './routeUnits';

/** Finds the router that a name stands for, with or without the prefix of an entry point. */
export class RouterNames {
  private readonly byName = new Map<string, RouteUnit[]>();
  /** By the end of the name, from its last `-` on, which is the digest of the rule. */
  private readonly byEnd = new Map<
    string,
    { before: string; unit: RouteUnit }[]
  >();

  constructor(units: readonly RouteUnit[]) {
    for (const unit of units) {
      for (const name of unit.routerNames) add(this.byName, name, unit);
      for (const { before, after } of unit.routerPatterns ?? [])
        add(this.byEnd, after, { before, unit });
    }
  }

  find(name: string): readonly RouteUnit[] {
    return (
      this.byName.get(name) ?? this.findByPattern(name) ?? this.findBound(name)
    );
  }

  private findByPattern(name: string): RouteUnit[] | undefined {
    const units = this.byEnd
      .get(name.slice(name.lastIndexOf('-')))
      ?.filter(({ before }) => name.startsWith(before))
      .map(({ unit }) => unit);
    return units && units.length > 0 ? units : undefined;
  }

  /** `<entrypoint>-<router>`, where a router is bound to several. */
  private findBound(name: string): readonly RouteUnit[] {
    for (
      let dash = name.indexOf('-');
      dash > 0;
      dash = name.indexOf('-', dash + 1)
    ) {
      const prefix = name.slice(0, dash);
      const units = this.byName
        .get(name.slice(dash + 1))
        ?.filter(unit => unit.entryPoints?.includes(prefix) ?? true);
      if (units && units.length > 0) return units;
    }
    return [];
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
