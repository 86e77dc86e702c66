import type { NamePattern } from './traefikNames';
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
  routerNames: string[];
  /** Names of which a part is not known. */
  routerPatterns?: readonly NamePattern[];
  /** Entry points whose name may precede the router's; `undefined` for any. */
  entryPoints?: readonly string[];
  /** Service series that hold the unit's requests, and perhaps those of other units. */
  serviceNames: string[];
  /** Services that get copies of the unit's requests. */
  mirrorNames?: readonly string[];
  /**
   * The service series do not hold just the unit's requests: a part has no name that could be
   * built, or copies are counted with them.
   */
  incomplete?: boolean;
};
