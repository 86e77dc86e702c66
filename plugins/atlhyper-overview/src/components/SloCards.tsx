import MuiLink from '@material-ui/core/Link';
import { Link } from 'react-router-dom';
import {
  routeResolutionApiRef,
  useApiHolder,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  atlhyperPageRoutes,
  claimsOfDomain,
  claimsOfService,
  toEntityKey,
  useEndpoint,
  type Claim,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperOverviewTranslationRef } from '../translation';
import { SloCard } from './SloCard';

const POLL_MS = 15_000;

/** The worst of what is not well, each by its own objective; the page of SLOs has the rest. */
const QUESTION = {
  window: 'own' as const,
  status: ['critical' as const, 'warning' as const, 'at_risk' as const],
  limit: 10,
  parts: 1,
};

/** What an annotation of many entities names, as often as the API takes it. */
const MOST_NAMED = 200;

/** What a card is of: everything that the reader may see, or what some entities claim. */
type CardProps = { claims: readonly Claim[]; named?: string[] };

const MoreLink = (props: { tab?: string }) => {
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const routes = useApiHolder().get(routeResolutionApiRef);
  const base = routes?.resolve(atlhyperPageRoutes.slo)?.();
  const search = props.tab ? `?tab=${props.tab}` : '';
  return base ? (
    <MuiLink component={Link} to={`${base}${search}`} underline="always">
      {t('slo.more')}
    </MuiLink>
  ) : null;
};

export const DomainsCard = ({ claims, named }: CardProps) => {
  const domains = named?.slice(0, MOST_NAMED);
  const polled = useEndpoint(
    endpoints.getDomains,
    { query: { ...QUESTION, domains } },
    { intervalMs: POLL_MS },
  );
  return (
    <SloCard
      list="domains"
      polled={polled}
      permission="atlhyper.slo.read"
      more={!named && <MoreLink />}
      read={answer => ({
        counts: { ...answer.summary, total: answer.summary.total_domains },
        problems: answer.domains.map(domain => ({
          entity: toEntityKey({ kind: 'domain', host: domain.domain }),
          name: domain.domain,
          judgement: domain,
          claims: claimsOfDomain(claims, { ...domain, host: domain.domain }),
        })),
      })}
    />
  );
};

export const ServicesCard = ({ claims, named }: CardProps) => {
  const services = named?.slice(0, MOST_NAMED);
  const polled = useEndpoint(
    endpoints.getServices,
    { query: { ...QUESTION, services } },
    { intervalMs: POLL_MS },
  );
  return (
    <SloCard
      list="services"
      polled={polled}
      permission="atlhyper.mesh.read"
      more={!named && <MoreLink tab="services" />}
      read={answer => ({
        counts: { ...answer.summary, total: answer.summary.total_services },
        problems: answer.services.map(service => ({
          entity: toEntityKey({
            kind: 'service',
            clusterId: service.cluster,
            namespace: service.namespace,
            name: service.service,
          }),
          name: `${service.namespace}/${service.service}`,
          judgement: service,
          claims: claimsOfService(claims, service),
        })),
      })}
    />
  );
};
