import { NameIndex } from './NameIndex';
import type { RouteUnit } from './routeUnits';

/** Finds the router that a name stands for, with or without the prefix of an entry point. */
export class RouterNames {
  private readonly index = new NameIndex<RouteUnit>();

  constructor(units: readonly RouteUnit[]) {
    for (const unit of units) {
      for (const name of unit.routerNames) this.index.add(name, unit);
    }
  }

  find(name: string): readonly RouteUnit[] {
    const found = this.index.find(name);
    return found.length > 0 ? found : this.findBound(name);
  }

  /** `<entrypoint>-<router>`, where a router is bound to several. */
  private findBound(name: string): readonly RouteUnit[] {
    for (
      let dash = name.indexOf('-');
      dash > 0;
      dash = name.indexOf('-', dash + 1)
    ) {
      const prefix = name.slice(0, dash);
      const units = this.index
        .find(name.slice(dash + 1))
        .filter(unit => unit.entryPoints?.includes(prefix) ?? true);
      if (units.length > 0) return units;
    }
    return [];
  }
}
