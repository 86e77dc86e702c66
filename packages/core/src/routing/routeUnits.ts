import type { RouteKey, RouteService } from './types';

/**
 * One router of Traefik: the routes its rule stands for, the names it may go by and the services
 * whose requests are its own. Most units hold one route; a rule with two hosts makes two.
 */
export type RouteUnit = {
  source: {
    kind: 'ingressroute' | 'ingress';
    namespace: string;
    name: string;
  };
  keys: RouteKey[];
  tls: (host: string) => boolean;
  services: RouteService[];
  problem?: string;
  routerNames: string[];
  /** Entry points whose name may precede the router's; `undefined` for any. */
  entryPoints?: readonly string[];
  /** Service series that hold the unit's requests, and perhaps those of other units. */
  serviceNames: string[];
  /** A part of the unit's services has no name that could be built. */
  incomplete?: boolean;
};
