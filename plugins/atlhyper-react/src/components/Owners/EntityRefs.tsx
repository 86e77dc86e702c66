import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { shortRef } from '../../entity/claims';

/** Links to entities of the catalog, each once; nothing for none. */
export const EntityRefs = (props: { refs: readonly string[] }) => (
  <>
    {[...new Set(props.refs)].map((ref, index) => (
      <span key={ref}>
        {index > 0 && ', '}
        <EntityRefLink entityRef={ref} title={shortRef(ref)} hideIcon />
      </span>
    ))}
  </>
);
