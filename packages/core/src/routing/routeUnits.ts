import type { TraefikName } from './traefikNames';
import type { Route, RouteKey, RouteService } from './types';

/**
 * One router of Traefik: the routes its rule stands for, the names it may go by and the services
 * whose requests are its own. Most units hold one route; a rule with two hosts makes two.
 */
export type RouteUnit = {
  source: Route['source'];
  keys: RouteKey[];
  tls: (host: string) => boolean;
  services: RouteService[];
  problem?: string;
  routerNames: TraefikName[];
  /** Entry points whose name may precede the router's; `undefined` for any. */
  entryPoints?: readonly string[];
  /**
   * Service series that hold the unit's requests, and perhaps those of other units, by the scheme
   * that a release of Traefik names them after: never is one request counted in two schemes. The
   * scheme to believe in as long as no series is seen stands first.
   */
  counted: CountedServices[];
  /** Services that get copies of the unit's requests. */
  mirrorNames?: readonly string[];
  /**
   * The service series do not hold just the unit's requests: a part has no name that could be
   * built, or copies are counted with them.
   */
  incomplete?: boolean;
};

export type CountedServices = { scheme: string; names: TraefikName[] };
