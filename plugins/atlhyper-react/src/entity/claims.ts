import {
  DEFAULT_NAMESPACE,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  getEntityCluster,
  getEntityDomains,
  getEntityServices,
} from './selection';

/** An entity of the catalog with the domains and services that it claims. */
export type Claim = {
  ref: string;
  /** Refs of who owns it. */
  owners: string[];
  /** Refs of the systems and domains that it is directly part of. */
  partOf: string[];
  /** Entries as in the annotations. */
  domains: string[];
  services: string[];
  /** The one cluster that it is narrowed to. */
  cluster?: string;
};

export function toClaim(entity: Entity): Claim {
  const refsOf = (type: string) =>
    (entity.relations ?? [])
      .filter(relation => relation.type === type)
      .map(relation => relation.targetRef);
  return {
    ref: stringifyEntityRef(entity),
    owners: refsOf(RELATION_OWNED_BY),
    partOf: refsOf(RELATION_PART_OF),
    domains: getEntityDomains(entity),
    services: getEntityServices(entity),
    cluster: getEntityCluster(entity),
  };
}

/** Who claims a domain, or some of its paths: those who claim all of it first. */
export function claimsOfDomain(
  claims: readonly Claim[],
  domain: { host: string; clusters: readonly string[] },
): Claim[] {
  const whole: Claim[] = [];
  const parts: Claim[] = [];
  for (const claim of claims) {
    if (claim.cluster && !domain.clusters.includes(claim.cluster)) continue;
    const entries = claim.domains.filter(entry =>
      hostMatches(hostOf(entry), domain.host),
    );
    if (entries.some(entry => hostOf(entry) === entry)) whole.push(claim);
    else if (entries.length > 0) parts.push(claim);
  }
  return [...whole, ...parts];
}

export function claimsOfService(
  claims: readonly Claim[],
  service: { cluster: string; namespace: string; service: string },
): Claim[] {
  const { cluster, namespace, service: name } = service;
  const names = [`${namespace}/${name}`, `${cluster}/${namespace}/${name}`];
  return claims.filter(
    claim =>
      (!claim.cluster || claim.cluster === cluster) &&
      claim.services.some(entry => names.includes(entry)),
  );
}

/** The part of an entry before its path; a host that is a regular expression has none. */
function hostOf(entry: string): string {
  const slash = entry.startsWith('~') ? -1 : entry.indexOf('/');
  return slash < 0 ? entry : entry.slice(0, slash);
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern.startsWith('~')) return pattern === host;
  const [wanted, given] = [pattern.toLowerCase(), host.toLowerCase()];
  return wanted.startsWith('*.')
    ? given.endsWith(wanted.slice(1))
    : given === wanted;
}

/** `team-shop`, or `infra/team-net` where it is not of the default namespace. */
export function shortRef(ref: string): string {
  const { namespace, name } = parseEntityRef(ref);
  return namespace === DEFAULT_NAMESPACE ? name : `${namespace}/${name}`;
}
