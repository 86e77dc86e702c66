import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  KubernetesTabLink,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';

const KUBERNETES_ID = 'backstage.io/kubernetes-id';
/** Entities change rarely, and it is only a link. */
const POLL_MS = 300_000;

const EntityLinks = (props: { kubernetesId: string }) => {
  const { kubernetesId } = props;
  const catalog = useApi(catalogApiRef);
  const polled = usePolling(
    () =>
      catalog.getEntities({
        filter: { [`metadata.annotations.${KUBERNETES_ID}`]: kubernetesId },
        limit: 10,
      }),
    { key: kubernetesId, intervalMs: POLL_MS },
  );
  return (
    <>
      {polled.value?.items.map(entity => (
        <div key={entity.metadata.uid}>
          <KubernetesTabLink entity={entity} />
        </div>
      ))}
    </>
  );
};

/**
 * Ways to the Kubernetes tab of the entities that a pod's label names, as the Kubernetes plugin
 * finds pods. Nothing without the label, or while the catalog does not answer.
 */
export const PodEntityLinks = (props: { labels: Record<string, string> }) => {
  const id = props.labels[KUBERNETES_ID];
  return id === undefined ? null : <EntityLinks kubernetesId={id} />;
};
