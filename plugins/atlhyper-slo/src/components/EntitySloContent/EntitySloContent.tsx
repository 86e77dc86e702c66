import { Content, EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  ATLHYPER_CLUSTER_ANNOTATION,
  ATLHYPER_DOMAINS_ANNOTATION,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  getEntityCluster,
  getEntityDomains,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { DomainsView } from '../DomainsView/DomainsView';

/** The domains and paths that the entity claims with `atlhyper.io/domains`. */
export const EntitySloContent = () => {
  const { entity } = useEntity();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const domains = getEntityDomains(entity);
  const cluster = getEntityCluster(entity);
  if (domains.length === 0) {
    return (
      <MissingAnnotationEmptyState annotation={ATLHYPER_DOMAINS_ANNOTATION} />
    );
  }
  const empty = (
    <EmptyState
      missing="data"
      title={t('empty.title')}
      description={t('empty.entity', {
        annotation: ATLHYPER_DOMAINS_ANNOTATION,
        domains: [
          domains.join(', '),
          cluster && `${ATLHYPER_CLUSTER_ANNOTATION}: ${cluster}`,
        ]
          .filter(Boolean)
          .join('; '),
      })}
    />
  );
  return (
    <Content>
      <DomainsView domains={domains} cluster={cluster} empty={empty} />
    </Content>
  );
};
