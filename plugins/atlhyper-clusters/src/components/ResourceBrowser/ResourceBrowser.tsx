import { makeStyles } from '@material-ui/core/styles';
import {
  endpoints,
  RESOURCE_KINDS,
  type ResourceId,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  useEndpoint,
  useSetUrlState,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
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

/** The kind whose objects the address asks for. */
export function useChosenKind() {
  return useUrlState<ResourceKind>('kind', {
    defaultValue: 'pod',
    allowed: RESOURCE_KINDS,
  });
}

/** What objects a cluster has: kinds, and the list of one kind. */
export const ResourceBrowser = (props: {
  cluster: string;
  onOpen: (id: ResourceId) => void;
}) => {
  const { cluster } = props;
  const classes = useStyles();
  const setUrlState = useSetUrlState();
  const [kind] = useChosenKind();
  const polled = useEndpoint(
    endpoints.getResourceKinds,
    { params: { cluster } },
    { intervalMs: POLL_MS },
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
              onOpen={({ namespace, name }) =>
                props.onOpen({ kind, namespace, name })
              }
            />
          </div>
        </div>
      )}
    </PolledContent>
  );
};
