import { Fragment } from 'react';
import IconButton from '@material-ui/core/IconButton';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import CollapseIcon from '@material-ui/icons/ExpandLess';
import LockIcon from '@material-ui/icons/LockOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Domain,
  DomainRoute,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  StatusLabel,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { DomainHistory } from '../DomainHistory/DomainHistory';
import { FigureCells } from './FigureCells';
import { pathLabel, routeId } from './routeLabel';

export const COLUMN_COUNT = 8;

const useStyles = makeStyles(theme => ({
  figure: { whiteSpace: 'nowrap' },
  domain: { fontWeight: 600, minWidth: 240, overflowWrap: 'anywhere' },
  lock: {
    fontSize: 14,
    marginLeft: theme.spacing(0.5),
    verticalAlign: 'middle',
  },
  path: {
    paddingLeft: theme.spacing(7),
    fontFamily: 'monospace',
    minWidth: 240,
    overflowWrap: 'anywhere',
  },
  note: { fontFamily: theme.typography.fontFamily },
  details: { padding: theme.spacing(2, 3, 3, 7) },
}));

const RouteRow = (props: { route: DomainRoute }) => {
  const { route } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const notes = [
    route.path_match === 'exact' && t('table.exact'),
    route.path_match === 'regex' && t('table.regex'),
    route.condition && t('table.condition', { condition: route.condition }),
    route.shared_service &&
      t('table.shared', { service: route.shared_service }),
    route.problem,
  ].filter(Boolean);
  return (
    <TableRow>
      <TableCell
        component="th"
        scope="row"
        role="rowheader"
        className={classes.path}
      >
        {pathLabel(route)}
        {notes.map(note => (
          <Typography
            key={String(note)}
            variant="caption"
            color="textSecondary"
            component="div"
            className={classes.note}
          >
            {note}
          </Typography>
        ))}
      </TableCell>
      <TableCell>
        {!route.shared_service && <StatusLabel status={route.status} />}
      </TableCell>
      {route.shared_service ? (
        <TableCell colSpan={COLUMN_COUNT - 2} />
      ) : (
        <>
          <FigureCells figures={route.current} target={route.target} />
          <TableCell />
        </>
      )}
    </TableRow>
  );
};

/** Whether all its requests are counted together with those of other domains. */
function isOnlyShared(domain: Domain): boolean {
  return (
    domain.summary.total_requests === 0 &&
    domain.routes.length > 0 &&
    domain.routes.every(route => route.shared_service)
  );
}

/** One domain, below it its paths, and once expanded its history. */
export const DomainRows = (props: {
  domain: Domain;
  window: SloWindow;
  cluster?: string;
  /** Whether `domain` holds only some of its paths. */
  narrowed?: boolean;
  expanded: boolean;
  onToggle: () => void;
}) => {
  const { domain, expanded } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return (
    <Fragment>
      <TableRow hover>
        <TableCell
          component="th"
          scope="row"
          role="rowheader"
          className={classes.domain}
        >
          <IconButton
            size="small"
            onClick={props.onToggle}
            aria-expanded={expanded}
            aria-label={t(expanded ? 'table.collapse' : 'table.expand', {
              domain: domain.domain,
            })}
          >
            {expanded ? <CollapseIcon /> : <ExpandIcon />}
          </IconButton>{' '}
          {domain.domain}
          {domain.tls && (
            <LockIcon className={classes.lock} titleAccess={t('table.tls')} />
          )}
          {isOnlyShared(domain) && (
            <Typography variant="caption" color="textSecondary" component="div">
              {t('table.onlyShared')}
            </Typography>
          )}
        </TableCell>
        <TableCell>
          <StatusLabel status={domain.status} />
        </TableCell>
        <FigureCells figures={domain.summary} target={domain.target} />
        <TableCell align="right" className={classes.figure}>
          {format.percent(domain.error_budget_remaining)}
        </TableCell>
      </TableRow>
      {domain.routes.map(route => (
        <RouteRow key={routeId(route)} route={route} />
      ))}
      {expanded && (
        <TableRow>
          <TableCell colSpan={COLUMN_COUNT} className={classes.details}>
            <DomainHistory
              domain={domain}
              window={props.window}
              cluster={props.cluster}
              narrowed={props.narrowed}
            />
          </TableCell>
        </TableRow>
      )}
    </Fragment>
  );
};
