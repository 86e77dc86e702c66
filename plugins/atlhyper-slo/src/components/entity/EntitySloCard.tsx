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
  ATLHYPER_DOMAINS_ANNOTATION,
  ATLHYPER_SERVICES_ANNOTATION,
  endpoints,
  type SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  StatusLabel,
  getEntityCluster,
  getEntityDomains,
  getEntityServices,
  useEndpoint,
  type Polled,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import { pathLabel } from '../../model/routeLabel';
import {
  itemKey,
  itemName,
  sourceLabel,
  type SloItem,
} from '../../model/sloItem';
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

/** Each layer by itself: who may not see one, or waits for it, sees the other. */
function ItemList<T>(props: {
  polled: Polled<T>;
  permission: string;
  /** What names them. */
  annotation: string;
  read: (answer: T) => Judged[];
}) {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <PolledContent polled={props.polled} permission={props.permission}>
      {answer => {
        const items = props.read(answer);
        return items.length === 0 ? (
          <Typography>
            {t('card.empty', { annotation: props.annotation })}
          </Typography>
        ) : (
          <ul className={classes.list}>
            {items.map(judged => (
              <ItemRow key={itemKey(judged.item)} {...judged} />
            ))}
          </ul>
        );
      }}
    </PolledContent>
  );
}

/** Each by its own objective, with the worst of its paths or callers. */
const QUESTION = { window: 'own' as const, limit: MOST_SHOWN, parts: 1 };

const DomainItems = (props: { domains: string[]; cluster?: string }) => {
  const polled = useEndpoint(
    endpoints.getDomains,
    { query: { ...QUESTION, ...props } },
    { intervalMs: POLL_MS },
  );
  return (
    <ItemList
      polled={polled}
      permission="atlhyper.slo.read"
      annotation={ATLHYPER_DOMAINS_ANNOTATION}
      read={answer =>
        answer.domains.map(domain => ({
          item: { kind: 'domain', domain: domain.domain },
          judgement: domain,
          culprit: culpritOf(domain, domain.routes[0], pathLabel),
          routes: domain.routes_in_all
            ? {
                shown: domain.routes.length + (domain.routes_left_out ?? 0),
                all: domain.routes_in_all,
              }
            : undefined,
        }))
      }
    />
  );
};

const ServiceItems = (props: { services: string[]; cluster?: string }) => {
  const polled = useEndpoint(
    endpoints.getServices,
    { query: { ...QUESTION, ...props } },
    { intervalMs: POLL_MS },
  );
  return (
    <ItemList
      polled={polled}
      permission="atlhyper.mesh.read"
      annotation={ATLHYPER_SERVICES_ANNOTATION}
      read={answer =>
        answer.services.map(service => ({
          item: { ...service, kind: 'service' },
          judgement: service,
          culprit: culpritOf(service, service.edges[0], ({ source }) =>
            sourceLabel(source, service.namespace),
          ),
        }))
      }
    />
  );
};

/** For the overview of an entity: its domains and its services by their own objectives, the worst first, and why. */
export const EntitySloCard = () => {
  const { entity } = useEntity();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const domains = getEntityDomains(entity);
  const services = getEntityServices(entity);
  const cluster = getEntityCluster(entity);
  return (
    <InfoCard title={t('card.title')} subheader={t('card.subheader')}>
      {domains.length > 0 && <DomainItems {...{ domains, cluster }} />}
      {services.length > 0 && <ServiceItems {...{ services, cluster }} />}
      <MuiLink
        component={Link}
        to={`${entityRoute(entityRouteParams(entity))}/slo`}
      >
        {t('card.more')}
      </MuiLink>
    </InfoCard>
  );
};
