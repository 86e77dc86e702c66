import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  nodeDataSchema,
  podDataSchema,
  type ResourceId,
  type ResourceResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  PolledContent,
  useFormatters,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';
import { DataList, DefinitionList } from './DataList';
import { NodeDetails } from './NodeDetails';
import { ObjectEvents } from './ObjectEvents';
import { PodDetails } from './PodDetails';
import { PodEntityLinks } from './PodEntityLinks';

const POLL_MS = 15_000;
const TITLE_ID = 'atlhyper-resource-title';

const useStyles = makeStyles(theme => ({
  // As a column of a flex box, tables that may scroll would shrink to nothing.
  panel: {
    display: 'block',
    width: 'min(880px, 100%)',
    padding: theme.spacing(2, 3),
  },
  title: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'start',
    gap: theme.spacing(2),
    overflowWrap: 'anywhere',
  },
  data: { margin: theme.spacing(2, 0, 1) },
}));

const Rest = (props: { data: Record<string, unknown> }) => {
  // Stands above with what every object has.
  const { createdMs, ...data } = props.data;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  return (
    <>
      <Typography variant="subtitle1" component="h3" className={classes.data}>
        {t('details.data')}
      </Typography>
      <DataList data={data} />
    </>
  );
};

/** What is known of the kind in tables of its own, and all else under the names of its fields. */
const KindDetails = (props: { resource: ResourceResponse }) => {
  const { kind, data } = props.resource;
  const pod = kind === 'pod' ? podDataSchema.safeParse(data).data : undefined;
  const node =
    kind === 'node' ? nodeDataSchema.safeParse(data).data : undefined;
  const { containers, conditions, volumes, capacity, allocatable, ...rest } =
    data;
  const { taints, ...nodeRest } = rest;
  if (pod) {
    return (
      <>
        <PodEntityLinks labels={pod.labels} />
        <PodDetails pod={pod} />
        <Rest data={rest} />
      </>
    );
  }
  return node ? (
    <>
      <NodeDetails node={node} />
      <Rest data={nodeRest} />
    </>
  ) : (
    <Rest data={data} />
  );
};

const Details = (props: { resource: ResourceResponse }) => {
  const { resource } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  return (
    <>
      <DefinitionList
        entries={[
          [t('details.cluster'), resource.cluster],
          [t('details.kind'), kindName(resource.kind)],
          [t('details.namespace'), resource.namespace ?? NO_DATA],
          [t('details.created'), format.dateTime(resource.createdMs)],
          [t('details.uid'), resource.uid],
          [t('details.version'), resource.resourceVersion],
        ]}
      />
      <KindDetails resource={resource} />
    </>
  );
};

/** One object in a panel over the page, which Escape closes. */
export const ResourceDetails = (props: {
  cluster: string;
  id: ResourceId;
  onClose: () => void;
}) => {
  const { cluster, id, onClose } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const polled = useEndpoint(
    endpoints.getResource,
    { params: { ...id, cluster, namespace: id.namespace ?? '_' } },
    { intervalMs: POLL_MS },
  );
  return (
    <Drawer
      open
      anchor="right"
      onClose={onClose}
      PaperProps={{
        className: classes.panel,
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': TITLE_ID,
      }}
    >
      <div className={classes.title}>
        <Typography variant="h6" component="h2" id={TITLE_ID}>
          {kindName(id.kind)}{' '}
          {[id.namespace, id.name].filter(Boolean).join('/')}
        </Typography>
        <IconButton aria-label={t('details.close')} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      <PolledContent polled={polled} permission="atlhyper.resource.read">
        {resource => <Details resource={resource} />}
      </PolledContent>
      <Typography variant="subtitle1" component="h3" className={classes.data}>
        {t('details.events')}
      </Typography>
      <ObjectEvents cluster={cluster} id={id} />
    </Drawer>
  );
};
