import { makeStyles } from '@material-ui/core/styles';
import {
  RESOURCE_KINDS,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  useAtlhyperApi,
  usePolling,
  useSetUrlState,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { formatObjectKey, parseObjectKey } from '../../resources/objectKey';
import { ResourceDetails } from '../ResourceDetails/ResourceDetails';
import { KindList } from './KindList';
import { ResourceList } from './ResourceList';

const POLL_MS = 30_000;

const useStyles = makeStyles(theme => ({
  browser: {
    display: 'grid',
    gridTemplateColumns: '260px minmax(0, 1fr)',
    alignItems: 'start',
    gap: theme.spacing(3),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
}));

/** What objects a cluster has: kinds, the list of one kind, and one object that is opened. */
export const ResourceBrowser = (props: { cluster: string }) => {
  const { cluster } = props;
  const classes = useStyles();
  const api = useAtlhyperApi();
  const setUrlState = useSetUrlState();
  const [kind] = useUrlState<ResourceKind>('kind', {
    defaultValue: 'pod',
    allowed: RESOURCE_KINDS,
  });
  const [objectKey] = useUrlState<string>('object', { defaultValue: '' });
  const opened = parseObjectKey(objectKey);
  const polled = usePolling(
    signal => api.getResourceKinds(cluster, { signal }),
    { key: cluster, intervalMs: POLL_MS },
  );
  return (
    <PolledContent polled={polled} permission="atlhyper.resource.read">
      {({ kinds }) => (
        <div className={classes.browser}>
          <KindList
            kinds={kinds}
            chosen={kind}
            onChoose={next =>
              setUrlState({ kind: next, search: undefined, object: undefined })
            }
          />
          <div>
            {/* A list that belongs to another kind must not lend it its search. */}
            <ResourceList
              key={kind}
              cluster={cluster}
              kind={kind}
              onOpen={one => setUrlState({ object: formatObjectKey(one) })}
            />
          </div>
          {opened && (
            <ResourceDetails
              cluster={cluster}
              id={{ kind, ...opened }}
              onClose={() => setUrlState({ object: undefined })}
            />
          )}
        </div>
      )}
    </PolledContent>
  );
};
