import { createHash } from 'node:crypto';
import type {
  Resource,
  Route,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { buildRouteTable, type RouteTable } from '@atlhyper/core';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import {
  areSettled,
  unknownKinds,
  type KindStatus,
} from '../../kubernetes/KindStatus';
import { toGatewayObject } from '../../kubernetes/trims/gateway';
import {
  toGrpcRouteObject,
  toHttpRouteObject,
} from '../../kubernetes/trims/gatewayRoute';
import { toKnativeIngressObject } from '../../kubernetes/trims/knativeIngress';
import { toNamespaceObject } from '../../kubernetes/trims/config';
import {
  toIngressClassObject,
  toIngressObject,
} from '../../kubernetes/trims/ingress';
import { toIngressRouteObject } from '../../kubernetes/trims/ingressRoute';
import { toServiceObject } from '../../kubernetes/trims/service';
import { toTraefikServiceObject } from '../../kubernetes/trims/traefikService';
import type { Clock } from '../../Clock';
import type { Logger } from '../../Logger';

const ROUTING_KINDS = [
  'ingressroute',
  'traefikservice',
  'ingress',
  'ingressclass',
  'httproute',
  'grpcroute',
  'gateway',
  'knativeingress',
  'namespace',
  'service',
] as const;
/** Those of them that routes are read from; the others say how they are counted. */
const ROUTE_KINDS: readonly Route['source']['kind'][] = [
  'ingressroute',
  'ingress',
  'httproute',
  'grpcroute',
  'knativeingress',
];
type RoutingKind = (typeof ROUTING_KINDS)[number];

/** The names of the series in a round of scrapes. */
export type NamesSeen = {
  routers: ReadonlySet<string>;
  services: ReadonlySet<string>;
};

/** How long a kind that cannot be listed at the start may hold up counting. */
const PATIENCE_MS = 5 * 60_000;
/** For all replicas, those that count by routers, and those that do not. */
const MAX_TABLES = 3;

/** Knows the routes of the cluster, as far as they can be read. */
export class RouteBook {
  private table: RouteTable | undefined;
  /** By what they were built from. */
  private tables = new Map<string, RouteTable>();
  private seen: NamesSeen = { routers: new Set(), services: new Set() };
  private published: { routes: readonly Route[]; text: string } | undefined;
  private warned: string | undefined;
  private readonly startedMs: number;

  private readonly options: {
    store: ResourceStore;
    /** What is known of the kinds that are watched. */
    kinds: () => KindStatus[];
    clock: Clock;
    logger: Logger;
  };

  constructor(options: RouteBook['options']) {
    this.options = options;
    this.startedMs = options.clock.nowMs();
  }

  /**
   * Whether counting may begin. Before the routes were listed once every series would be
   * unmapped; waiting loses nothing, the counters go on counting. Where the right to read is
   * missing, or the API server stays away, there is no use in waiting on.
   */
  get isSettled(): boolean {
    const { clock } = this.options;
    return areSettled(
      this.routingKinds(),
      clock.nowMs() - this.startedMs > PATIENCE_MS,
    );
  }

  /**
   * Whether the routes are all there are. Those of a kind that could not be listed may be there all
   * the same, so whoever holds them shall keep them.
   */
  get isComplete(): boolean {
    const unknown: readonly string[] = unknownKinds(this.routingKinds());
    return !ROUTE_KINDS.some(kind => unknown.includes(kind));
  }

  /** The table for what is known now, and for what Traefik called it in the latest scrapes. */
  tableFor(seen: NamesSeen): RouteTable {
    const { store } = this.options;
    this.seen = seen;
    const from = JSON.stringify([
      ROUTING_KINDS.map(kind => store.versionOf(kind)),
      [...seen.routers].sort(),
      [...seen.services].sort(),
    ]);
    this.table = this.tables.get(from);
    if (!this.table) {
      const read = <T>(kind: RoutingKind, toObject: (from: Resource) => T) =>
        [...store.list(kind)].map(({ resource }) => toObject(resource));
      this.table = buildRouteTable({
        ingressRoutes: read('ingressroute', toIngressRouteObject),
        traefikServices: read('traefikservice', toTraefikServiceObject),
        ingresses: read('ingress', toIngressObject),
        ingressClasses: read('ingressclass', toIngressClassObject),
        namespaces: read('namespace', toNamespaceObject),
        httpRoutes: read('httproute', toHttpRouteObject),
        grpcRoutes: read('grpcroute', toGrpcRouteObject),
        gateways: read('gateway', toGatewayObject),
        knativeIngresses: read('knativeingress', toKnativeIngressObject),
        services: read('service', toServiceObject),
        sha256Hex: text => createHash('sha256').update(text).digest('hex'),
        routersSeen: seen.routers,
        servicesSeen: seen.services,
      });
    }
    // Used last, kept last.
    this.tables.delete(from);
    this.tables.set(from, this.table);
    if (this.tables.size > MAX_TABLES) {
      this.tables.delete(this.tables.keys().next().value!);
    }
    return this.table;
  }

  /** The routes once they are known; the same array until one of them changes. */
  get routes(): readonly Route[] | undefined {
    if (!this.isSettled) return undefined;
    const { routes } = this.tableFor(this.seen);
    if (routes !== this.published?.routes) {
      const text = JSON.stringify(routes);
      if (text !== this.published?.text) this.published = { routes, text };
    }
    return this.published!.routes;
  }

  /** How reading the routes fares; logs a warning when they begin to be missing. */
  get state(): SourceState {
    const problem = this.problem();
    if (problem !== this.warned) {
      this.warned = problem;
      if (problem) this.options.logger.warn(problem);
    }
    if (!this.isSettled) return { name: 'routes', state: 'starting' };
    if (!problem) return { name: 'routes', state: 'ok' };
    return {
      name: 'routes',
      // A cluster without routes is none that fails.
      state: this.failingKinds().length > 0 ? 'failing' : 'not_available',
      message: problem.slice(0, 1024),
    };
  }

  private problem(): string | undefined {
    const failing = this.failingKinds();
    const consequence =
      'traffic that no known route names is shown under the names of Traefik services';
    if (failing.length > 0) {
      const reasons = failing.map(
        ({ id, state: { message } }) => `${id}: ${message}`,
      );
      return `Routes cannot be read, so ${consequence}. ${reasons.join('; ')}`;
    }
    const noRoutes = this.table !== undefined && this.table.routes.length === 0;
    if (this.isSettled && noRoutes) {
      return `There is no IngressRoute, Ingress, HTTPRoute or GRPCRoute in the cluster, so ${consequence}. If there should be, check that the agent watches the right cluster and that Traefik's CRDs are installed`;
    }
    return undefined;
  }

  private failingKinds(): KindStatus[] {
    return this.routingKinds().filter(
      ({ kind, state }) => kind !== 'service' && state.state === 'failing',
    );
  }

  private routingKinds(): KindStatus[] {
    return this.options
      .kinds()
      .filter(({ kind }) => ROUTING_KINDS.includes(kind as RoutingKind));
  }
}
