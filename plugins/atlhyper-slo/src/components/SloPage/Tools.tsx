import { useEffect, useState } from 'react';
import type { TargetResource } from '@atlhyper/backstage-plugin-atlhyper-react';
import { useDomainsPage, useServicesPage } from '../../hooks/useListPage';
import { OpenSloButtons } from '../openslo/OpenSloButtons';

/** Domains and services that a permission to import is looked for at. */
const MOST_RESOURCES = 20;

/** Those listed; of a search that finds nothing, those listed before. */
function useListed(resources: TargetResource[] | undefined) {
  const [listed, setListed] = useState<TargetResource[]>([]);
  const found = JSON.stringify(resources?.slice(0, MOST_RESOURCES) ?? []);
  useEffect(() => {
    if (found !== '[]') setListed(JSON.parse(found));
  }, [found]);
  return listed;
}

/** Import and export, for who may set the target of at least one of the first domains listed. */
export const DomainTools = () => {
  const { polled } = useDomainsPage();
  const resources = polled.value?.domains.flatMap(({ domain, clusters }) =>
    clusters.map(
      (cluster): TargetResource => ({ kind: 'domain', cluster, domain }),
    ),
  );
  return <OpenSloButtons resources={useListed(resources)} />;
};

/** The same of services. */
export const ServiceTools = () => {
  const { polled } = useServicesPage();
  const resources = polled.value?.services.map(
    ({ cluster, namespace, service }): TargetResource => ({
      kind: 'service',
      cluster,
      namespace,
      service,
    }),
  );
  return <OpenSloButtons resources={useListed(resources)} />;
};
