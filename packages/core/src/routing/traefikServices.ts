import type { ServicePorts } from './servicePorts';
import { traefikServiceNames, weightedServiceName } from './traefikNames';
import type { RouteService, ServiceRef, TraefikServiceObject } from './types';

/** Where the requests that a route sends to some services are counted in the end. */
export type ServiceLeaves = {
  serviceNames: string[];
  services: RouteService[];
  /** Who gets copies; Traefik counts those under the mirror's own name. */
  mirrorNames: string[];
  /** References that lead to no name. */
  problems: string[];
};

/** Looks up what is behind the cluster's TraefikServices. */
export type TraefikServices = {
  /** The leaves behind references that an object of this namespace holds. */
  leavesOf(refs: readonly ServiceRef[], namespace: string): ServiceLeaves;
};

type Role = 'service' | 'mirror';

/** Follows references down to Services; each TraefikService is entered once per role. */
class LeafWalk {
  readonly names: Record<Role, Set<string>> = {
    service: new Set(),
    mirror: new Set(),
  };
  readonly services = new Map<string, RouteService>();
  readonly problems = new Set<string>();
  private readonly entered = new Set<string>();

  constructor(
    private readonly byName: ReadonlyMap<string, TraefikServiceObject>,
    private readonly ports: ServicePorts,
  ) {}

  /** `above` holds the names of the TraefikServices on the way here. */
  visit(
    ref: ServiceRef,
    place: { namespace: string; role: Role; above: readonly string[] },
  ): void {
    const named = { ...ref, namespace: ref.namespace ?? place.namespace };
    if (ref.kind !== 'TraefikService') {
      this.names[place.role].add(weightedServiceName(named));
      if (place.role === 'service') this.addService(named);
      return;
    }
    const names = traefikServiceNames(named);
    const name = names.find(n => this.byName.has(n));
    if (name === undefined) this.addUnknown(ref, names[0], place.role);
    else if (place.above.includes(name))
      this.problems.add(`the TraefikService "${ref.name}" contains itself`);
    else this.enter(name, place);
  }

  private enter(
    name: string,
    { role, above }: { role: Role; above: readonly string[] },
  ): void {
    const key = `${role} ${name}`;
    if (this.entered.has(key)) return;
    this.entered.add(key);
    const { namespace, services, mirrors } = this.byName.get(name)!;
    const path = [...above, name];
    services.forEach(ref => this.visit(ref, { namespace, role, above: path }));
    mirrors.forEach(ref =>
      this.visit(ref, { namespace, role: 'mirror', above: path }),
    );
  }

  private addService(ref: RouteService): void {
    const service = this.ports.resolve(ref);
    this.services.set(JSON.stringify(service), service);
  }

  /** One of another provider is not in the cluster; its own name may have a series all the same. */
  private addUnknown(ref: ServiceRef, name: string, role: Role): void {
    this.names[role].add(name);
    if (role === 'service')
      this.problems.add(
        `the services behind TraefikService "${ref.name}" are not known`,
      );
  }
}

/**
 * What Traefik makes of TraefikServices: a weighted, mirroring or failover service counts nothing
 * itself, only the load balancers of servers at its end do
 * (`getLoadBalancerServiceHandler` in pkg/server/service/service.go of Traefik).
 *
 * TraefikServices may contain each other; one that contains itself, which Traefik refuses, is a
 * problem and its other leaves stay.
 */
export function createTraefikServices(
  objects: readonly TraefikServiceObject[],
  ports: ServicePorts,
): TraefikServices {
  const byName = new Map(
    objects.map(object => [traefikServiceNames(object)[0], object] as const),
  );
  return {
    leavesOf(refs, namespace) {
      const walk = new LeafWalk(byName, ports);
      refs.forEach(ref =>
        walk.visit(ref, { namespace, role: 'service', above: [] }),
      );
      return {
        serviceNames: [...walk.names.service],
        services: [...walk.services.values()],
        mirrorNames: [...walk.names.mirror],
        problems: [...walk.problems],
      };
    },
  };
}
