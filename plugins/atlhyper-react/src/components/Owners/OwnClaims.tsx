import type { ReactNode } from 'react';
import { EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Claim } from '../../entity/claims';
import { useOwnClaims } from '../../hooks/useClaims';
import { atlhyperReactTranslationRef } from '../../translation';
import { PolledContent } from '../PolledContent/PolledContent';

/** What the reader owns, or how to own something where that is nothing. */
export const OwnClaims = (props: {
  children: (claims: Claim[]) => ReactNode;
}) => {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const polled = useOwnClaims();
  return (
    <PolledContent polled={polled} permission="catalog.entity.read">
      {claims =>
        claims.length === 0 ? (
          <EmptyState
            missing="content"
            title={t('whose.nothing')}
            description={t('whose.nothingHint')}
          />
        ) : (
          props.children(claims)
        )
      }
    </PolledContent>
  );
};
