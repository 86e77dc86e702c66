import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityRefs,
  atlhyperReactTranslationRef,
  type Claim,
} from '@atlhyper/backstage-plugin-atlhyper-react';

/** Who owns a domain or service, as the catalog has it; nothing where nobody is known to. */
export const OwnerLine = (props: { claims: readonly Claim[] }) => {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const owners = props.claims.flatMap(claim => claim.owners);
  return owners.length === 0 ? null : (
    <Typography variant="caption" color="textSecondary" component="div">
      {t('whose.owner')}: <EntityRefs refs={owners} />
    </Typography>
  );
};
