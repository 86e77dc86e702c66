import {
  RELATION_HAS_PART,
  RELATION_PARENT_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { Content } from '@backstage/core-components';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  PolledContent,
  useClaims,
  type Claim,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { ClaimedOverview } from './ClaimedOverview';

const BELOW = [RELATION_HAS_PART, RELATION_PARENT_OF];

/** Claims of what an entity or a direct part of it has or owns: systems of a domain, teams of a group. */
function claimsBelow(entity: Entity, claims: readonly Claim[]): Claim[] {
  const refs = new Set([
    stringifyEntityRef(entity),
    ...(entity.relations ?? [])
      .filter(({ type }) => BELOW.includes(type))
      .map(({ targetRef }) => targetRef),
  ]);
  return claims.filter(({ ref, owners, partOf }) =>
    [ref, ...owners, ...partOf].some(one => refs.has(one)),
  );
}

/** For a system, domain or group: what of all that is below it is not well. */
export const EntityOverviewContent = () => {
  const { entity } = useEntity();
  const claims = useClaims();
  return (
    <Content noPadding>
      <PolledContent polled={claims} permission="catalog.entity.read">
        {all => <ClaimedOverview claims={claimsBelow(entity, all)} />}
      </PolledContent>
    </Content>
  );
};
