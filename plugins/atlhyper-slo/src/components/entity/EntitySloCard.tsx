import MuiLink from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { InfoCard } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  endpoints,
  type SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  StatusLabel,
  getEntityCluster,
  getEntityDomains,
  getEntityServices,
  useAtlhyperApi,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import { pathLabel } from '../../model/routeLabel';
import {
  itemKey,
  itemName,
  sourceLabel,
  type SloItem,
} from '../../model/sloItem';
import { WORST_FIRST } from '../../model/worstFirst';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetBar } from '../cells/BudgetBar';

const POLL_MS = 60_000;
/** The card is a glance: the tab has the rest. */
const MOST_SHOWN = 5;

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(0, 2),
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    '&:first-child': { borderTop: 0 },
  },
  name: { overflowWrap: 'anywhere' },
  budget: { textAlign: 'right' },
}));

type Judged = {
  item: SloItem;
  judgement: SloJudgement;
  /** The worst path or caller, where the status is its alone. */
  culprit?: { name: string; judgement: SloJudgement };
  /** Set where only some paths of a domain are meant. */
  routes?: { shown: number; all: number };
};

/** What the entity claims, the worst first. */
function useEntityItems() {
  const { entity } = useEntity();
  const api = useAtlhyperApi();
  const domains = getEntityDomains(entity);
  const services = getEntityServices(entity);
  const cluster = getEntityCluster(entity);
  return usePolling(
    async (signal): Promise<Judged[]> => {
      const query = {
        window: 'own' as const,
        cluster,
        limit: MOST_SHOWN,
        parts: 1,
      };
      const [ingress, mesh] = await Promise.all([
        domains.length > 0
          ? api.call(endpoints.getDomains, {
              query: { ...query, domains },
              signal,
            })
          : { domains: [] },
        services.length > 0
          ? api.call(endpoints.getServices, {
              query: { ...query, services },
              signal,
            })
          : { services: [] },
      ]);
      const items: Judged[] = [
        ...ingress.domains.map(domain => ({
          item: { kind: 'domain' as const, domain: domain.domain },
          judgement: domain,
          culprit: culpritOf(domain, domain.routes[0], pathLabel),
          routes: domain.routes_in_all
            ? {
                shown: domain.routes.length + (domain.routes_left_out ?? 0),
                all: domain.routes_in_all,
              }
            : undefined,
        })),
        ...mesh.services.map(service => ({
          item: { ...service, kind: 'service' as const },
          judgement: service,
          culprit: culpritOf(service, service.edges[0], ({ source }) =>
            sourceLabel(source, service.namespace),
          ),
        })),
      ];
      return items.sort(
        (a, b) =>
          WORST_FIRST.indexOf(a.judgement.status) -
          WORST_FIRST.indexOf(b.judgement.status),
      );
    },
    {
      key: JSON.stringify([domains, services, cluster]),
      intervalMs: POLL_MS,
    },
  );
}

/** A budget that is fine beside a status that is not would answer another question. */
function culpritOf<T extends SloJudgement>(
  whole: SloJudgement,
  worst: T | undefined,
  nameOf: (part: T) => string,
): Judged['culprit'] {
  return whole.causes[0]?.part !== undefined && worst?.status === whole.status
    ? { name: nameOf(worst), judgement: worst }
    : undefined;
}

const ItemRow = ({ item, judgement, culprit, routes }: Judged) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const texts = useSloTexts();
  const {
    target,
    window,
    error_budget_remaining: remaining,
  } = culprit?.judgement ?? judgement;
  return (
    <li className={classes.row}>
      <div>
        <Typography className={classes.name}>
          {routes
            ? t('table.somePaths', {
                name: itemName(item),
                shown: String(routes.shown),
                all: String(routes.all),
              })
            : itemName(item)}
        </Typography>
        <StatusLabel status={judgement.status} reasons={judgement.reasons} />
        {texts.reasons(judgement).map(reason => (
          <Typography
            key={reason}
            variant="caption"
            color="textSecondary"
            component="div"
          >
            {reason}
          </Typography>
        ))}
      </div>
      <div className={classes.budget}>
        <Typography variant="caption" color="textSecondary" component="div">
          {t('table.budget')}
          {culprit && ` · ${culprit.name}`}
        </Typography>
        <BudgetBar remaining={remaining} />
        <Typography variant="caption" color="textSecondary" component="div">
          {texts.objectives(target)[0]} · {window}
        </Typography>
        <Typography variant="caption" color="textSecondary" component="div">
          {texts.origin(target, item.kind === 'domain' ? 'domain' : 'service')}
        </Typography>
      </div>
    </li>
  );
};

/** For the overview of an entity: its domains and services by their own objectives, the worst first, and why. */
export const EntitySloCard = () => {
  const { entity } = useEntity();
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const polled = useEntityItems();
  return (
    <InfoCard title={t('card.title')} subheader={t('card.subheader')}>
      <PolledContent polled={polled}>
        {items =>
          items.length === 0 ? (
            <Typography>{t('card.empty')}</Typography>
          ) : (
            <ul className={classes.list}>
              {items.slice(0, MOST_SHOWN).map(judged => (
                <ItemRow key={itemKey(judged.item)} {...judged} />
              ))}
            </ul>
          )
        }
      </PolledContent>
      <MuiLink
        component={Link}
        to={`${entityRoute(entityRouteParams(entity))}/slo`}
      >
        {t('card.more')}
      </MuiLink>
    </InfoCard>
  );
};
