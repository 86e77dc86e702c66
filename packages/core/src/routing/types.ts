import type { PathMatch, RequestSeries, RouteKey } from '../entities';

export type { PathMatch, RequestSeries, RouteKey };

/** SHA-256 of a text (UTF-8) as 64 lower-case hexadecimal digits; injected, core has no crypto. */
export type Sha256Hex = (text: string) => string;

/** A Service behind a route; `port` is a number wherever the Service's ports are known. */
export type RouteService = {
  namespace: string;
  name: string;
  port?: number | string;
};

/** How a route object, or a TraefikService, names a service. */
export type ServiceRef = {
  name: string;
  /** That of the object itself where absent. */
  namespace?: string;
  /** `Service` where absent, or `TraefikService`. */
  kind?: string;
  port?: number | string;
};

/** One route as it was read from a route object. */
export type Route = RouteKey & {
  source: {
    kind:
      | 'ingressroute'
      | 'ingress'
      | 'httproute'
      | 'grpcroute'
      | 'knativeingress';
    namespace: string;
    name: string;
  };
  tls: boolean;
  services: RouteService[];
  /** Where its requests are counted; `undefined` while no name could be built. */
  series?: RequestSeries;
  /** Why it was not understood, or only in part. */
  problem?: string;
};

/** What is needed of a Traefik IngressRoute. */
export type IngressRouteObject = {
  namespace: string;
  name: string;
  /** Empty: Traefik's default entry points. */
  entryPoints: string[];
  tls: boolean;
  /** The IngressRoutes it hangs below (since 3.6), in its own namespace where none is given. */
  parents?: { namespace?: string; name: string }[];
  routes: {
    match: string;
    /** `Rule`, the only kind there is, where it is given. */
    kind?: string;
    services: ServiceRef[];
  }[];
};

/** What routing needs of a TraefikService; weights change nothing of the names. */
export type TraefikServiceObject = {
  namespace: string;
  name: string;
  /** Who answers: the weighted services, the one that is mirrored, a failover and its fallback. */
  services: ServiceRef[];
  /** Who gets copies of the requests, and whose answers nobody sees. */
  mirrors: ServiceRef[];
};

/** What is needed of a Gateway of the Gateway API. */
export type GatewayObject = {
  namespace: string;
  name: string;
  listeners: {
    name: string;
    /** Absent: any host. */
    hostname?: string;
    port?: number;
    tls: boolean;
    /** `HTTP`, `HTTPS`, `TLS`, …; only the first two take an HTTPRoute. Absent: not known. */
    protocol?: string;
    /** Kinds of routes that it takes; absent or empty: those that its protocol takes. */
    kinds?: string[];
    /** Whose routes it takes; absent: those of the Gateway's own namespace. */
    namespaces?: ListenerNamespaces;
  }[];
};

export type ListenerNamespaces = {
  from: 'Same' | 'All' | 'Selector' | 'None';
  selector?: {
    labels: Readonly<Record<string, string>>;
    expressions: readonly {
      key: string;
      operator: string;
      values?: readonly string[];
    }[];
  };
};

/** What is needed of a Namespace. */
export type NamespaceObject = {
  name: string;
  labels: Readonly<Record<string, string>>;
};

/** A header or a query parameter; `Exact` where no type is given. */
export type HttpRouteValueMatch = {
  name: string;
  value: string;
  type?: string;
};

/** One match of a rule: all of it must hold. */
export type HttpRouteMatch = {
  /** Absent: every path. */
  path?: { type?: string; value?: string };
  method?: string;
  headers: HttpRouteValueMatch[];
  queryParams: HttpRouteValueMatch[];
};

/** What is needed of a route of the Gateway API, whatever its kind. */
export type GatewayRouteObject<M> = {
  namespace: string;
  name: string;
  /** The Gateways it belongs to, in the route's namespace where none is given. */
  parents: {
    namespace?: string;
    name: string;
    sectionName?: string;
    port?: number;
  }[];
  hostnames: string[];
  /** The matches of a rule are alternatives; none means every request. */
  rules: { matches: M[]; backends: ServiceRef[] }[];
};

export type HttpRouteObject = GatewayRouteObject<HttpRouteMatch>;

/** One match of a GRPCRoute: all of it must hold. */
export type GrpcRouteMatch = {
  /** Absent: every call. What it does not name may be anything; `Exact` where no type is given. */
  method?: { type?: string; service?: string; method?: string };
  headers: HttpRouteValueMatch[];
};

export type GrpcRouteObject = GatewayRouteObject<GrpcRouteMatch>;

/** What is needed of an Ingress of Knative that Traefik serves. */
export type KnativeIngressObject = {
  namespace: string;
  name: string;
  tls: boolean;
  rules: {
    hosts: string[];
    /** Only for calls from within the cluster; Traefik serves those where it has entry points for them. */
    isLocal: boolean;
    paths: {
      /** Absent: every path. */
      path?: string;
      /** Headers that must have just these values. */
      headers: Readonly<Record<string, string>>;
      /** Who answers, each a part of the requests. */
      splits: ServiceRef[];
    }[];
  }[];
};

/** What is needed of an IngressClass. */
export type IngressClassObject = { name: string; controller: string };

/** What is needed of an Ingress. */
export type IngressObject = {
  namespace: string;
  name: string;
  /** `spec.ingressClassName`. */
  className?: string;
  /** The annotation `kubernetes.io/ingress.class`, which counts where no class is named. */
  classAnnotation?: string;
  /** The annotation `traefik.ingress.kubernetes.io/router.pathmatcher`. */
  pathMatcher?: string;
  tls: boolean;
  /** Hosts that `spec.tls` names; empty with `tls` means all of them. */
  tlsHosts: string[];
  rules: {
    host?: string;
    paths: {
      path?: string;
      pathType?: string;
      service?: { name: string; port?: number | string };
    }[];
  }[];
  /** `spec.defaultBackend`; Traefik uses it only where there are no rules. */
  defaultService?: { name: string; port?: number | string };
};

/** What is needed of a Service. */
export type ServiceObject = {
  namespace: string;
  name: string;
  /** Of type `ExternalName`: it takes ports that it does not list. */
  isExternal?: boolean;
  /** `targetPort` is that of the endpoints, a number or a name; absent where it is the port itself. */
  ports: { name?: string; port: number; targetPort?: number | string }[];
};
