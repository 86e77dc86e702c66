import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import LockIcon from '@material-ui/icons/LockOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Domain,
  DomainRoute,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { RowWindowContext } from '../../hooks/shownWindow';
import { isNarrowed } from '../../model/isNarrowed';
import { isCountedTogether, ownFigures } from '../../model/ownFigures';
import { pathLabel, routeId } from '../../model/routeLabel';
import type { SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetBar } from '../cells/BudgetBar';
import { IngressCells } from '../cells/FigureCells';
import { RouteNotes } from '../cells/RouteNotes';
import { StatusCell } from '../cells/StatusCell';
import { TargetCell } from '../cells/TargetCell';
import { ItemDetail } from '../detail/ItemDetail';
import { DetailRow } from './DetailRow';
import { ItemNameCell } from './ItemNameCell';
import { MOST_PARTS, MorePartsRow, PartNameCell } from './PartRows';

const useStyles = makeStyles(theme => ({
  lock: {
    fontSize: 14,
    marginLeft: theme.spacing(0.5),
    verticalAlign: 'middle',
  },
}));

const RouteRow = (props: {
  item: SloItem;
  route: DomainRoute;
  window: SloWindow;
}) => {
  const { route } = props;
  return (
    <TableRow>
      <PartNameCell
        item={props.item}
        part={routeId(route)}
        label={pathLabel(route)}
      >
        <RouteNotes route={route} isSharedBelow />
      </PartNameCell>
      <StatusCell judgement={route} window={props.window} />
      <IngressCells figures={ownFigures(route, route.current)} />
      <TableCell align="right">
        <BudgetBar remaining={route.error_budget_remaining} />
      </TableCell>
      <TargetCell target={route.target} level="path" window={props.window} />
    </TableRow>
  );
};

/** Whether all its requests are counted together with those of other domains. */
function isOnlyShared(domain: Domain): boolean {
  return domain.routes.length > 0 && domain.routes.every(isCountedTogether);
}

/** One domain, below it its paths, and once expanded its details. */
export const DomainRows = (props: {
  item: SloItem;
  domain: Domain;
  columns: number;
  claimed?: string[];
  expanded: boolean;
  onToggle: () => void;
}) => {
  const { item, domain, columns } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <RowWindowContext.Provider value={domain.window}>
      <TableRow hover>
        <ItemNameCell
          item={item}
          name={
            domain.routes_in_all
              ? t('table.somePaths', {
                  name: domain.domain,
                  shown: String(domain.routes.length),
                  all: String(domain.routes_in_all),
                })
              : domain.domain
          }
          expanded={props.expanded}
          onToggle={props.onToggle}
        >
          {domain.tls && (
            <LockIcon className={classes.lock} titleAccess={t('table.tls')} />
          )}
          {isOnlyShared(domain) && (
            <Typography variant="caption" color="textSecondary" component="div">
              {t('table.onlyShared')}
            </Typography>
          )}
        </ItemNameCell>
        <StatusCell judgement={domain} window={domain.window} />
        <IngressCells figures={ownFigures(domain, domain.summary)} />
        <TableCell align="right">
          <BudgetBar remaining={domain.error_budget_remaining} />
        </TableCell>
        <TargetCell
          target={domain.target}
          level="domain"
          window={domain.window}
        />
      </TableRow>
      {domain.routes.slice(0, MOST_PARTS).map(route => (
        <RouteRow
          key={routeId(route)}
          item={item}
          route={route}
          window={domain.window}
        />
      ))}
      <MorePartsRow
        item={item}
        count={domain.routes.length}
        columns={columns}
      />
      {props.expanded && (
        <DetailRow columns={columns}>
          <ItemDetail
            item={item}
            // A window on some paths of a domain must not show the figures of all.
            onlyParts={
              isNarrowed(domain.domain, props.claimed)
                ? domain.routes.map(routeId)
                : undefined
            }
          />
        </DetailRow>
      )}
    </RowWindowContext.Provider>
  );
};
