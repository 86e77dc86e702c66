/** How a route compares the path of a request. */
export type PathMatch = 'prefix' | 'exact' | 'regex';

/**
 * What a route answers for: a host, a path and how the path is matched.
 *
 * `host` is an exact lower-case name, `*` for a rule without a host, or `~` followed by the
 * regular expression of a HostRegexp. `condition` holds what the rule asks beyond host and path
 * (`` Method(`GET`) ``), in the rule's own words; two routes that differ only there are two.
 */
export type RouteKey = {
  host: string;
  path: string;
  pathMatch: PathMatch;
  condition?: string;
};

/** Where a thing stands on the way of a request, outermost first. */
export const ENTITY_LAYERS = [
  'external',
  'ingress',
  'service',
  'workload',
  'node',
  'cluster',
] as const;
export type EntityLayer = (typeof ENTITY_LAYERS)[number];

/**
 * One end of a call: an object of the cluster by its kind in lower case (`deployment`, `service`, …),
 * or `external`, what is not of it, by the host or the name that the caller used.
 */
export type EdgeEnd = { kind: string; namespace?: string; name: string };

/** A cluster itself. */
export type ClusterEntity = { kind: 'cluster'; clusterId: string };

/** A host, in one cluster; over all clusters without `clusterId`. */
export type DomainEntity = {
  kind: 'domain';
  clusterId?: string;
  host: string;
};

/** A route of a domain. */
export type RouteEntity = { kind: 'route'; clusterId?: string } & RouteKey;

/** A Kubernetes Service; without `clusterId` the services of that name in all clusters. */
export type ServiceEntity = {
  kind: 'service';
  clusterId?: string;
  namespace: string;
  name: string;
};

/** Who calls whom. */
export type EdgeEntity = {
  kind: 'edge';
  clusterId?: string;
  source: EdgeEnd;
  destination: EdgeEnd;
};

/**
 * A host as the mesh proxy of the ingress sees it (`authority`); a service as the ingress names it,
 * counted for several routes (`shared`) or for none that is known (`unmapped`).
 */
export type IngressCounterEntity = {
  kind: 'authority' | 'shared' | 'unmapped';
  clusterId?: string;
  name: string;
};

/** What is called or calls from outside the cluster. */
export type ExternalEntity = {
  kind: 'external';
  clusterId?: string;
  name: string;
};

/** Kinds that have a file of their own; any other text is the kind of a Kubernetes object. */
export type NamedEntity =
  | ClusterEntity
  | DomainEntity
  | RouteEntity
  | ServiceEntity
  | EdgeEntity
  | IngressCounterEntity
  | ExternalEntity;

/** A node, pod, workload or any other object, by its Kubernetes kind in lower case. */
export type ObjectEntity = {
  kind: string;
  clusterId: string;
  namespace?: string;
  name: string;
};

/** Anything that is counted, judged, called or shown. */
export type Entity = NamedEntity | ObjectEntity;

/** The page that shows an entity, without the base that the app gives the plugin. */
export type EntityPage = {
  page: 'slo' | 'nodes' | 'clusters';
  /** Below the page's own path; percent-encoded by who makes the address. */
  segments: readonly string[];
  search: Readonly<Record<string, string>>;
};

/** What is known of a kind. */
export type EntityKind<E> = {
  layer: EntityLayer;
  /** Namespace and name of its key; several segments where one text would be ambiguous. */
  toName: (entity: E) => {
    namespace?: string;
    segments: readonly string[];
  };
  /**
   * `undefined` for segments that are none of this kind. Of a kind whose name is one text it is given
   * just that, never empty.
   */
  parse: (parts: {
    clusterId?: string;
    namespace?: string;
    segments: readonly string[];
  }) => E | undefined;
  /** In names and signs alone, which need no language: `shop.example.com/api/*`. */
  title: (entity: E) => string;
  /** In words, for messages of errors and logs, without its cluster: `domain 'shop.example.com'`. */
  text: (entity: E) => string;
  /** `undefined` where nothing shows it by itself. */
  page: (entity: E) => EntityPage | undefined;
};
