import Link from '@material-ui/core/Link';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RESOURCE_KINDS,
  type KubernetesEvent,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  NO_DATA,
  useFormatters,
  type ListColumn,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel/StateLabel';

/** They are given newest first, page by page. */
const NONE: readonly string[] = [];

const useStyles = makeStyles(theme => ({
  whole: { whiteSpace: 'nowrap' },
  caption: {
    ...theme.typography.caption,
    display: 'block',
    color: theme.palette.text.secondary,
  },
  object: { overflowWrap: 'anywhere', textAlign: 'left', minWidth: 160 },
}));

export type EventObject = KubernetesEvent['object'] & { kind: ResourceKind };

/** The kinds that can be opened are those that an agent watches. */
function isWatchedObject(
  object: KubernetesEvent['object'],
): object is EventObject {
  return (RESOURCE_KINDS as readonly string[]).includes(object.kind);
}

/** Events with their count, the newest first. */
export const EventTable = (props: {
  label: string;
  events: readonly KubernetesEvent[];
  /** Where given, the object of an event can be opened. */
  onOpen?: (object: EventObject) => void;
  /** Leaves out what they are about, where that stands above. */
  objectHidden?: boolean;
}) => {
  const { onOpen, objectHidden } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const format = useFormatters();
  const nowMs = Date.now();
  const renderObject = (object: KubernetesEvent['object']) => {
    const name = [object.namespace, object.name].filter(Boolean).join('/');
    return (
      <>
        {onOpen && isWatchedObject(object) ? (
          <Link
            component="button"
            className={classes.object}
            aria-haspopup="dialog"
            onClick={() => onOpen(object)}
          >
            {name}
          </Link>
        ) : (
          name
        )}
        <span className={classes.caption}>
          {isWatchedObject(object) ? kindName(object.kind) : object.kind}
        </span>
      </>
    );
  };
  const columns: ListColumn<KubernetesEvent>[] = [
    {
      id: 'last',
      title: t('events.last'),
      value: event => event.lastMs,
      cell: event => (
        <span className={classes.whole}>
          <time
            dateTime={new Date(event.lastMs).toISOString()}
            title={format.dateTime(event.lastMs)}
          >
            {format.ago(event.lastMs, nowMs)}
          </time>
          {event.firstMs < event.lastMs && (
            <span className={classes.caption}>
              {t('events.first', { time: format.dateTime(event.firstMs) })}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'type',
      title: t('events.type'),
      value: event => event.type,
      cell: ({ type }) => (
        <StateLabel
          state={type === 'Warning' ? 'warning' : 'ok'}
          label={type}
        />
      ),
    },
    {
      id: 'reason',
      title: t('events.reason'),
      value: event => event.reason || undefined,
    },
    {
      id: 'object',
      title: t('events.object'),
      value: event => event.object.name,
      cell: event => renderObject(event.object),
      wraps: true,
    },
    {
      id: 'message',
      title: t('events.message'),
      value: event => event.message,
      cell: event => (
        <>
          {event.message || NO_DATA}
          <span className={classes.caption}>
            {[event.reporter, event.node].filter(Boolean).join(', ')}
          </span>
        </>
      ),
      wraps: true,
    },
    {
      id: 'count',
      title: t('events.count'),
      value: event => event.count,
      cell: event => format.count(event.count),
      numeric: true,
    },
  ];
  return (
    <Paper variant="outlined">
      <DataList
        list="events"
        label={props.label}
        columns={columns.filter(({ id }) => id !== 'object' || !objectHidden)}
        rows={props.events}
        rowId={event => event.uid}
        sortedBy={NONE}
      />
    </Paper>
  );
};
