import Box from '@material-ui/core/Box';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Cluster,
  ResourceId,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useSetUrlState,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { formatObjectKey, parseObjectKey } from '../../resources/objectKey';
import { atlhyperClustersTranslationRef } from '../../translation';
import { AgentList } from '../AgentList/AgentList';
import { NotSeenYet } from '../ConnectCluster/NotSeenYet';
import { ClusterHealth } from '../ClusterHealth/ClusterHealth';
import { EventList } from '../EventList/EventList';
import { PodList } from '../PodList/PodList';
import {
  ResourceBrowser,
  useChosenKind,
} from '../ResourceBrowser/ResourceBrowser';
import { ResourceDetails } from '../ResourceDetails/ResourceDetails';

const VIEWS = ['health', 'pods', 'objects', 'events', 'agents'] as const;
type View = (typeof VIEWS)[number];

/** The sides of one cluster, and over them the object that is opened. */
export const ClusterViews = (props: { cluster: Cluster }) => {
  const { id: cluster, status, agents } = props.cluster;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const [view, setView] = useUrlState<View>('view', {
    defaultValue: 'health',
    allowed: VIEWS,
    isStep: true,
  });
  const [kind] = useChosenKind();
  const [objectKey] = useUrlState<string>('object', { defaultValue: '' });
  const opened = parseObjectKey(objectKey);
  const setUrlState = useSetUrlState();
  const open = (object: ResourceId) =>
    setUrlState({
      kind: object.kind,
      object: formatObjectKey(object),
      // The search of a list belongs to its kind.
      ...(object.kind !== kind && { search: undefined }),
    });
  if (status === 'never') {
    // Nothing is known of it, which must not look like nothing being there.
    return <NotSeenYet cluster={cluster} />;
  }
  return (
    <>
      {status === 'disconnected' && (
        <Alert severity="warning">{t('cluster.disconnectedHint')}</Alert>
      )}
      <Tabs
        value={view}
        onChange={(_, next: View) => setView(next)}
        aria-label={t('view.label')}
      >
        {VIEWS.map(name => (
          <Tab
            key={name}
            value={name}
            label={t(`view.${name}`)}
            id={`atlhyper-cluster-tab-${name}`}
            aria-controls="atlhyper-cluster-view"
          />
        ))}
      </Tabs>
      <Box
        id="atlhyper-cluster-view"
        role="tabpanel"
        aria-labelledby={`atlhyper-cluster-tab-${view}`}
        mt={2}
      >
        {view === 'health' && <ClusterHealth cluster={cluster} />}
        {view === 'pods' && (
          <PodList
            cluster={cluster}
            onOpen={({ namespace, name }) =>
              open({ kind: 'pod', namespace, name })
            }
          />
        )}
        {view === 'objects' && (
          <ResourceBrowser cluster={cluster} onOpen={open} />
        )}
        {view === 'events' && <EventList cluster={cluster} onOpen={open} />}
        {view === 'agents' && <AgentList agents={agents} />}
      </Box>
      {opened && (
        <ResourceDetails
          cluster={cluster}
          id={{ kind, ...opened }}
          onClose={() => setUrlState({ object: undefined })}
        />
      )}
    </>
  );
};
