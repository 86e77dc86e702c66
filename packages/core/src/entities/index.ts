import { clusterKind } from './cluster';
import { domainKind } from './domain';
import { edgeKind } from './edge';
import { externalKind } from './external';
import { ingressCounterKind } from './ingressCounter';
import { formatEntityKey, parseEntityKey } from './key';
import { objectKind } from './object';
import { routeKind } from './route';
import { serviceKind } from './service';
import type {
  Entity,
  EntityKind,
  EntityLayer,
  EntityPage,
  NamedEntity,
} from './types';

export * from './key';
export * from './types';
export * from './series';
export { endTitle } from './edge';
export { compareRoutes, pathTitle } from './route';

/** Stands for all clusters in a key; no cluster has that id. */
const ALL_CLUSTERS = '*';

/** The part of the union whose kind may be `K`. */
type EntityOf<E, K> = E extends { kind: infer Own }
  ? K extends Own
    ? E
    : never
  : never;

const KINDS: {
  [K in NamedEntity['kind']]: EntityKind<EntityOf<NamedEntity, K>>;
} = {
  cluster: clusterKind,
  domain: domainKind,
  route: routeKind,
  service: serviceKind,
  edge: edgeKind,
  authority: ingressCounterKind('authority'),
  shared: ingressCounterKind('shared'),
  unmapped: ingressCounterKind('unmapped'),
  external: externalKind,
};

function kindOf(kind: string): EntityKind<Entity> {
  // A kind takes only the entities that bear its name, which the type of a table cannot say.
  return (
    Object.hasOwn(KINDS, kind)
      ? KINDS[kind as NamedEntity['kind']]
      : objectKind(kind)
  ) as EntityKind<Entity>;
}

/**
 * The key of an entity in every table, message and address, see `formatEntityKey`. Its cluster is `*`
 * where all are meant. A name of several parts, such as a route's, has each of them percent-encoded
 * and joined by `/`, and is then encoded as a whole: `demo/_/route/a.example%2F%252Fapi%2Fprefix`.
 *
 * Equal for equal entities and no others.
 *
 * @throws TypeError if a part is empty
 */
export function toEntityKey(entity: Entity): string {
  const { namespace, segments } = kindOf(entity.kind).toName(entity);
  return formatEntityKey({
    clusterId: entity.clusterId ?? ALL_CLUSTERS,
    namespace,
    kind: entity.kind,
    name:
      segments.length === 1
        ? segments[0]
        : segments.map(encodeURIComponent).join('/'),
  });
}

/** The entity of a key, or `undefined` for a text that is none. */
export function parseEntity(key: string): Entity | undefined {
  const parts = parseEntityKey(key);
  if (!parts) return undefined;
  const { clusterId, namespace, kind, name } = parts;
  const named = kindOf(kind);
  return named.parse({
    clusterId: clusterId === ALL_CLUSTERS ? undefined : clusterId,
    namespace,
    segments: isCompound(kind) ? decodeSegments(name) : [name],
  });
}

/** In names and signs alone, which need no language; the cluster is not part of it. */
export function entityTitle(entity: Entity): string {
  return kindOf(entity.kind).title(entity);
}

/** In words, for messages: `path '/api' of domain 'shop.example.com' in cluster 'prod'`. */
export function entityText(entity: Entity): string {
  const text = kindOf(entity.kind).text(entity);
  return entity.clusterId === undefined || entity.kind === 'cluster'
    ? text
    : `${text} in cluster '${entity.clusterId}'`;
}

/** Where it stands on the way of a request. */
export function entityLayer(entity: Entity): EntityLayer {
  return kindOf(entity.kind).layer;
}

/** The page that shows it; `undefined` where none does. */
export function entityPage(entity: Entity): EntityPage | undefined {
  return kindOf(entity.kind).page(entity);
}

function isCompound(kind: string): boolean {
  return kind === 'route' || kind === 'edge';
}

/** No segments at all, which no kind has, for a text with a broken escape. */
function decodeSegments(name: string): string[] {
  try {
    return name.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}
