/** SHA-256 of a text (UTF-8) as 64 lower-case hexadecimal digits; injected, core has no crypto. */
export type Sha256Hex = (text: string) => string;

/** How a route compares the path of a request. */
export type PathMatch = 'prefix' | 'exact' | 'regex';

/**
 * What a route answers for. `host` is an exact lower-case name, `*` for any, or `~` and a regular
 * expression; `condition` is what is asked beyond host and path, in the rule's own words.
 */
export type RouteKey = {
  host: string;
  path: string;
  pathMatch: PathMatch;
  condition?: string;
};

/** Whose traffic a Traefik series is; see `buildRouteTable`. */
export type RequestSeries =
  | ({ kind: 'route' } & RouteKey)
  | { kind: 'shared'; service: string }
  | { kind: 'unmapped'; service: string };

/** A Service behind a route; `port` is a number wherever the Service's ports are known. */
export type RouteService = {
  namespace: string;
  name: string;
  port?: number | string;
};

/** One route as it was read from a route object. */
export type Route = RouteKey & {
  source: {
    kind: 'ingressroute' | 'ingress';
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
  routes: {
    match: string;
    /** `Rule`, the only kind there is, where it is given. */
    kind?: string;
    services: {
      name: string;
      /** That of the IngressRoute where absent. */
      namespace?: string;
      /** `Service` where absent, or `TraefikService`. */
      kind?: string;
      port?: number | string;
    }[];
  }[];
};

/** What is needed of an Ingress. */
export type IngressObject = {
  namespace: string;
  name: string;
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
  ports: { name?: string; port: number }[];
};
