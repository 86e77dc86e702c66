import Link from '@material-ui/core/Link';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RESOURCE_KINDS,
  type KubernetesEvent,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel/StateLabel';

const useStyles = makeStyles(theme => ({
  // Narrower than this it scrolls, rather than break words.
  table: { minWidth: 720, '& td, & th': { verticalAlign: 'top' } },
  whole: { whiteSpace: 'nowrap' },
  message: { overflowWrap: 'anywhere', minWidth: 240 },
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
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0}>
      <Table size="small" className={classes.table} aria-label={props.label}>
        <TableHead>
          <TableRow>
            <TableCell>{t('events.last')}</TableCell>
            <TableCell>{t('events.type')}</TableCell>
            <TableCell>{t('events.reason')}</TableCell>
            {!objectHidden && <TableCell>{t('events.object')}</TableCell>}
            <TableCell>{t('events.message')}</TableCell>
            <TableCell align="right" className={classes.whole}>
              {t('events.count')}
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.events.map(event => (
            <TableRow key={event.uid}>
              <TableCell className={classes.whole}>
                <time
                  dateTime={new Date(event.lastMs).toISOString()}
                  title={format.dateTime(event.lastMs)}
                >
                  {format.ago(event.lastMs, nowMs)}
                </time>
                {event.firstMs < event.lastMs && (
                  <span className={classes.caption}>
                    {t('events.first', {
                      time: format.dateTime(event.firstMs),
                    })}
                  </span>
                )}
              </TableCell>
              <TableCell>
                <StateLabel
                  state={event.type === 'Warning' ? 'warning' : 'ok'}
                  label={event.type}
                />
              </TableCell>
              <TableCell className={classes.whole}>
                {event.reason || NO_DATA}
              </TableCell>
              {!objectHidden && (
                <TableCell className={classes.object}>
                  {renderObject(event.object)}
                </TableCell>
              )}
              <TableCell className={classes.message}>
                {event.message || NO_DATA}
                <span className={classes.caption}>
                  {[event.reporter, event.node].filter(Boolean).join(', ')}
                </span>
              </TableCell>
              <TableCell align="right" className={classes.whole}>
                {format.count(event.count)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
