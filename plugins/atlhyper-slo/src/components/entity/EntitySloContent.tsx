import Box from '@material-ui/core/Box';
import { Content, EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  ATLHYPER_CLUSTER_ANNOTATION,
  ATLHYPER_DOMAINS_ANNOTATION,
  ATLHYPER_SERVICES_ANNOTATION,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  getEntityCluster,
  getEntityDomains,
  getEntityServices,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useListState } from '../../hooks/useListState';
import { atlhyperSloTranslationRef } from '../../translation';
import { IngressTab } from '../list/IngressTab';
import { LayerTabs, layerPanelProps } from '../list/LayerTabs';
import { ServicesTab } from '../list/ServicesTab';

/** Says which names of the annotation the backend does not know. */
const UnknownNames = (props: {
  kind: 'domains' | 'services';
  names: string[];
  cluster?: string;
}) => {
  const { kind, names, cluster } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const listed = [
    names.join(', '),
    cluster && `${ATLHYPER_CLUSTER_ANNOTATION}: ${cluster}`,
  ]
    .filter(Boolean)
    .join('; ');
  return (
    <EmptyState
      missing="data"
      title={t(kind === 'domains' ? 'empty.title' : 'services.emptyTitle')}
      description={
        kind === 'domains'
          ? t('empty.entity', {
              annotation: ATLHYPER_DOMAINS_ANNOTATION,
              domains: listed,
            })
          : t('services.emptyEntity', {
              annotation: ATLHYPER_SERVICES_ANNOTATION,
              services: listed,
            })
      }
    />
  );
};

/** The domains and services that the entity claims, each by its own objective, the worst with its details. */
export const EntitySloContent = () => {
  const { entity } = useEntity();
  const state = useListState();
  const domains = getEntityDomains(entity);
  const services = getEntityServices(entity);
  const cluster = getEntityCluster(entity);
  if (domains.length + services.length === 0) {
    return (
      <MissingAnnotationEmptyState
        annotation={[ATLHYPER_DOMAINS_ANNOTATION, ATLHYPER_SERVICES_ANNOTATION]}
      />
    );
  }
  const hasBoth = domains.length > 0 && services.length > 0;
  const tab =
    domains.length === 0 || (hasBoth && state.tab === 'services')
      ? 'services'
      : 'ingress';
  const content =
    tab === 'services' ? (
      <ServicesTab
        claimed={services}
        cluster={cluster}
        empty={
          <UnknownNames kind="services" names={services} cluster={cluster} />
        }
      />
    ) : (
      <IngressTab
        claimed={domains}
        cluster={cluster}
        empty={
          <UnknownNames kind="domains" names={domains} cluster={cluster} />
        }
      />
    );
  return (
    <Content>
      {hasBoth ? (
        <>
          <Box mb={2}>
            <LayerTabs />
          </Box>
          <div {...layerPanelProps(tab)}>{content}</div>
        </>
      ) : (
        content
      )}
    </Content>
  );
};
