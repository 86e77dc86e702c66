import { EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Claim } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperOverviewTranslationRef } from '../translation';
import { BrokenCard } from './BrokenCard';
import { DomainsCard, ServicesCard } from './SloCards';

const distinct = (names: readonly string[]) => [...new Set(names)].sort();

/** Namespace of `namespace/name` or `cluster/namespace/name`. */
const namespaceOf = (service: string) => service.split('/').slice(-2)[0];

/** What some entities claim: what of it is not well. */
export const ClaimedOverview = (props: { claims: readonly Claim[] }) => {
  const { claims } = props;
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const domains = distinct(claims.flatMap(claim => claim.domains));
  const services = distinct(claims.flatMap(claim => claim.services));
  if (domains.length + services.length === 0) {
    return (
      <EmptyState
        missing="content"
        title={t('nothing.title')}
        description={t('nothing.entity')}
      />
    );
  }
  return (
    <>
      {domains.length > 0 && <DomainsCard claims={claims} named={domains} />}
      {services.length > 0 && (
        <>
          <ServicesCard claims={claims} named={services} />
          <BrokenCard namespaces={distinct(services.map(namespaceOf))} />
        </>
      )}
    </>
  );
};
