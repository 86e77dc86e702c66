import { useMemo, useState, type ReactNode } from 'react';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DomainsResponse,
  SloStatus,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  ClusterSelect,
  PolledContent,
  SearchField,
  UpdatedAt,
  WindowSwitch,
  matchesSearch,
  useAtlhyperApi,
  useFormatters,
  usePolling,
  useSloWindow,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { DomainsTable } from './DomainsTable';
import { ServiceTable } from './ServiceTable';
import { StatusCounts } from './StatusCounts';
import { pathLabel } from './routeLabel';

const POLL_MS = 15_000;
const WORST_FIRST: SloStatus[] = ['critical', 'warning', 'healthy', 'no_data'];

const Groups = (props: {
  response: DomainsResponse;
  showUnmapped: boolean;
}) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const { shared, unmapped } = props.response;
  return (
    <>
      {shared.length > 0 && (
        <Box mt={3}>
          <ServiceTable
            title={t('shared.title')}
            description={t('shared.description')}
            services={shared.map(service => ({
              ...service,
              note: t('shared.by', {
                routes: service.shared_by
                  .map(route => route.domain + pathLabel(route))
                  .join(', '),
              }),
            }))}
          />
        </Box>
      )}
      {props.showUnmapped && unmapped.length > 0 && (
        <Box mt={3}>
          <ServiceTable
            title={t('unmapped.title')}
            description={t('unmapped.description')}
            services={unmapped}
          />
        </Box>
      )}
    </>
  );
};

/**
 * Domains with their paths, for a page (all of them, with a search) or an entity (`domains` set).
 * `empty` stands where there is no domain at all.
 */
export const DomainsView = (props: {
  domains?: string[];
  cluster?: string;
  empty: ReactNode;
}) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const format = useFormatters();
  const [window, setWindow] = useSloWindow();
  const [chosenCluster, setCluster] = useUrlState<string>('cluster', {
    defaultValue: '',
  });
  const [search, setSearch] = useState('');
  const cluster = props.cluster ?? (chosenCluster || undefined);
  const isEntity = props.domains !== undefined;

  const clusters = usePolling(signal => api.getClusters({ signal }), {
    key: 'clusters',
    intervalMs: 60_000,
  });
  const polled = usePolling(
    signal =>
      api.getDomains({ window, cluster, domains: props.domains }, { signal }),
    {
      key: JSON.stringify([window, cluster, props.domains]),
      intervalMs: POLL_MS,
    },
  );
  const sorted = useMemo(
    () =>
      [...(polled.value?.domains ?? [])].sort(
        (a, b) =>
          WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status) ||
          a.domain.localeCompare(b.domain),
      ),
    [polled.value],
  );
  const shown = sorted.filter(d => matchesSearch(d.domain, search));
  const knownClusters = clusters.value?.clusters ?? [];

  return (
    <>
      <Box
        display="flex"
        flexWrap="wrap"
        alignItems="center"
        mb={2}
        style={{ gap: 16 }}
      >
        <WindowSwitch value={window} onChange={setWindow} />
        {!props.cluster && knownClusters.length > 1 && (
          <ClusterSelect
            clusters={knownClusters}
            value={chosenCluster}
            onChange={setCluster}
            allowAll
          />
        )}
        {!isEntity && (
          <SearchField
            id="atlhyper-domain-search"
            label={t('table.search')}
            value={search}
            onChange={setSearch}
          />
        )}
        <Box flexGrow={1} />
        {polled.value && (
          <Typography variant="caption">
            {t('range', {
              from: format.dateTime(polled.value.fromMs),
              to: format.dateTime(polled.value.toMs),
            })}
          </Typography>
        )}
        <UpdatedAt polled={polled} />
      </Box>
      <PolledContent polled={polled}>
        {response =>
          response.domains.length + response.unmapped.length === 0 ? (
            props.empty
          ) : (
            <>
              <StatusCounts summary={response.summary} />
              <InfoCard noPadding>
                <DomainsTable
                  key={isEntity ? 'entity' : 'page'}
                  domains={shown}
                  window={window}
                  cluster={cluster}
                  claimed={props.domains}
                  initiallyExpanded={isEntity ? sorted[0]?.domain : undefined}
                />
              </InfoCard>
              <Groups response={response} showUnmapped={!isEntity} />
            </>
          )
        }
      </PolledContent>
    </>
  );
};
