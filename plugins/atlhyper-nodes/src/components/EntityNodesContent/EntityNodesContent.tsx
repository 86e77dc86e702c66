import Box from '@material-ui/core/Box';
import Alert from '@material-ui/lab/Alert';
import { Content, EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  endpoints,
  ATLHYPER_SERVICES_ANNOTATION,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  KubernetesTabLink,
  PodTable,
  PolledContent,
  UpdatedAt,
  getEntityWorkloads,
  type WorkloadQuery,
  useEndpoint,
  useSignalWake,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { NodeItem } from '../NodeList/NodeItem';

const POLL_MS = 5_000;

function describeSelection(query: WorkloadQuery): string {
  const { cluster, namespace, label_selector: labelSelector, services } = query;
  const withCluster = (service: string) =>
    cluster && service.split('/').length < 3
      ? `${cluster}/${service}`
      : service;
  return (
    services?.map(withCluster).join(', ') ??
    [cluster, namespace, labelSelector].filter(Boolean).join(' ')
  );
}

const WorkloadNodes = (props: { query: WorkloadQuery }) => {
  const { query } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const polled = useEndpoint(
    endpoints.getWorkloadNodes,
    { query },
    { intervalMs: POLL_MS, wake: useSignalWake('nodes', query.cluster) },
  );
  return (
    <>
      <UpdatedAt polled={polled} />
      <PolledContent polled={polled} permission="atlhyper.node.read">
        {({ nodes, unscheduledPods }) => (
          <>
            {unscheduledPods > 0 && (
              <Box mb={2}>
                <Alert severity="warning">
                  {t('pods.unscheduled', { count: unscheduledPods })}
                </Alert>
              </Box>
            )}
            {nodes.length + unscheduledPods === 0 && (
              <EmptyState
                missing="data"
                title={t('empty.entityTitle')}
                description={t('empty.entity', {
                  selection: describeSelection(query),
                })}
              />
            )}
            {nodes.map((node, index) => (
              <NodeItem
                key={`${node.cluster}/${node.node}`}
                node={node}
                showCluster
                caption={t('pods.count', { count: node.pods.length })}
                initiallyExpanded={index === 0}
              >
                <Box mb={2}>
                  <PodTable label={t('pods.title')} pods={node.pods} />
                </Box>
              </NodeItem>
            ))}
          </>
        )}
      </PolledContent>
    </>
  );
};

/** The nodes that run the pods of the entity. */
export const EntityNodesContent = () => {
  const { entity } = useEntity();
  const query = getEntityWorkloads(entity);
  if (!query) {
    return (
      <MissingAnnotationEmptyState annotation={ATLHYPER_SERVICES_ANNOTATION} />
    );
  }
  return (
    <Content>
      <Box mb={1}>
        <KubernetesTabLink entity={entity} />
      </Box>
      <WorkloadNodes query={query} />
    </Content>
  );
};
