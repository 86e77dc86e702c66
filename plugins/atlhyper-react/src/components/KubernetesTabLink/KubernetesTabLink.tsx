import type { Entity } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { hasKubernetesAnnotation } from '../../entity/selection';
import { atlhyperReactTranslationRef } from '../../translation';

const TabLink = (props: { entity: Entity }) => {
  const { entity } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const path = entityRoute(entityRouteParams(entity, { encodeParams: true }));
  return (
    <Link to={`${path}/kubernetes`}>
      {t('kubernetes.open', {
        name: entity.metadata.title ?? entity.metadata.name,
      })}
    </Link>
  );
};

/**
 * A way to the tab of the Kubernetes plugin, where pods have logs and a shell. Nothing for an
 * entity that has no such tab.
 */
export const KubernetesTabLink = (props: { entity: Entity }) =>
  hasKubernetesAnnotation(props.entity) ? (
    <TabLink entity={props.entity} />
  ) : null;
