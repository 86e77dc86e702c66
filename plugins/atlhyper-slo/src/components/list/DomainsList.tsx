import { useMemo, type ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import LockIcon from '@material-ui/icons/LockOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DOMAIN_SORTS,
  type Domain,
  type DomainRoute,
  type DomainsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  claimsOfDomain,
  useClaims,
  type Claim,
  type ListColumn,
  type ListToolsOptions,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { RowWindowContext } from '../../hooks/shownWindow';
import { useListState } from '../../hooks/useListState';
import { isNarrowed } from '../../model/isNarrowed';
import { isCountedTogether, ownFigures } from '../../model/ownFigures';
import { pathLabel, routeId } from '../../model/routeLabel';
import { itemKey, type SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { RouteNotes } from '../cells/RouteNotes';
import { useFigureColumns, type Judged } from '../cells/useFigureColumns';
import { ItemDetail } from '../detail/ItemDetail';
import { ItemName } from './ItemName';
import { OwnerLine } from './OwnerLine';
import { MoreParts, MOST_PARTS, PartName } from './PartName';

const useStyles = makeStyles(theme => ({
  lock: {
    fontSize: 14,
    marginLeft: theme.spacing(0.5),
    verticalAlign: 'middle',
  },
}));

/** A domain, or one of its paths. */
type Row = { item: SloItem; domain: Domain; route?: DomainRoute };

function judgedOf({ domain, route }: Row): Judged {
  return route
    ? {
        judgement: route,
        figures: ownFigures(route, route.current),
        level: 'path',
      }
    : {
        judgement: domain,
        figures: ownFigures(domain, domain.summary),
        level: 'domain',
      };
}

const countRoutes = ({ routes, routes_left_out: more = 0 }: Domain) =>
  routes.length + more;

/** Whether all its requests are counted together with those of other domains. */
function isOnlyShared(domain: Domain): boolean {
  return domain.routes.length > 0 && domain.routes.every(isCountedTogether);
}

const DomainName = (props: {
  row: Row;
  expanded: boolean;
  onToggle: () => void;
  claims: readonly Claim[];
}) => {
  const { item, domain } = props.row;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <ItemName
      item={item}
      name={
        domain.routes_in_all
          ? t('table.somePaths', {
              name: domain.domain,
              shown: String(countRoutes(domain)),
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
      <OwnerLine claims={props.claims} />
      {isOnlyShared(domain) && (
        <Typography variant="caption" color="textSecondary" component="div">
          {t('table.onlyShared')}
        </Typography>
      )}
    </ItemName>
  );
};

/** Domains with their paths below them, as they were asked for; one may be open. */
export const DomainsList = (props: {
  response: DomainsResponse;
  cluster?: string;
  /** What the entity claims, as its annotation has it. */
  claimed?: string[];
  /** Key of the domain whose details are open. */
  expanded?: string;
  tools: ListToolsOptions;
  footer: ReactNode;
}) => {
  const { response, cluster, claimed, expanded } = props;
  const { toggle, status } = useListState();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const figures = useFigureColumns(judgedOf);
  const rows = useMemo(
    () =>
      response.domains.map(
        (domain): Row => ({
          item: { kind: 'domain', domain: domain.domain, cluster },
          domain,
        }),
      ),
    [response, cluster],
  );
  // Whose an entity's own domains are stands above its tab.
  const all = useClaims().value ?? [];
  const claims = claimed ? [] : all;
  const isOpen = ({ item }: Row) => expanded === itemKey(item);
  const name: ListColumn<Row> = {
    id: 'name',
    title: t('table.domain'),
    value: row => row.domain.domain,
    cell: row => (
      <RowWindowContext.Provider
        value={row.route?.window ?? row.domain.worst_window}
      >
        {row.route ? (
          <PartName
            item={row.item}
            part={routeId(row.route)}
            label={pathLabel(row.route)}
          >
            <RouteNotes route={row.route} isSharedBelow />
          </PartName>
        ) : (
          <DomainName
            row={row}
            expanded={isOpen(row)}
            onToggle={() => toggle(itemKey(row.item), isOpen(row))}
            claims={claimsOfDomain(claims, {
              host: row.domain.domain,
              clusters: row.domain.clusters,
            })}
          />
        )}
      </RowWindowContext.Provider>
    ),
  };
  return (
    <DataList
      list=""
      label={t('table.label')}
      columns={[
        name,
        figures.status,
        figures.availability,
        { ...figures.p50, hidden: true },
        figures.p95,
        { ...figures.p99, hidden: true },
        figures.rate,
        figures.budget,
        figures.target,
      ]}
      rows={rows}
      rowId={row => row.domain.domain}
      defaultSort="status"
      sortedBy={DOMAIN_SORTS}
      isNarrowed={Boolean(status)}
      noMatch={t('table.noMatch')}
      partsOf={({ item, domain, route }) =>
        route
          ? []
          : domain.routes
              .slice(0, MOST_PARTS)
              .map(one => ({ item, domain, route: one }))
      }
      below={row => {
        const count = countRoutes(row.domain);
        return (
          (isOpen(row) || count > MOST_PARTS) && (
            <RowWindowContext.Provider value={row.domain.worst_window}>
              <MoreParts item={row.item} count={count} />
              {isOpen(row) && (
                <ItemDetail
                  item={row.item}
                  // A window on some paths of a domain must not show the figures of all.
                  onlyParts={
                    isNarrowed(row.domain.domain, claimed)
                      ? row.domain.routes.map(routeId)
                      : undefined
                  }
                />
              )}
            </RowWindowContext.Provider>
          )
        );
      }}
      tools={props.tools}
      footer={props.footer}
    />
  );
};
