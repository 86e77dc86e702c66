import { useMemo, type ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DomainsResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  SearchField,
  useAtlhyperApi,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useListState } from '../../hooks/useListState';
import { loadDomains, type Whole } from '../../model/loadLists';
import { csvName, domainsCsv } from '../../model/listCsv';
import { searchDomains } from '../../model/searchLists';
import { sortRows } from '../../model/sortRows';
import { itemKey } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { CountedTogether } from './CountedTogether';
import { CsvButton } from './CsvButton';
import { DomainsTable } from './DomainsTable';
import { Paging, pageOf } from './Paging';
import { StatusCounts } from './StatusCounts';
import { Toolbar } from './Toolbar';

const POLL_MS = 15_000;

/** What is left of the domains after search and status, in the order asked for. */
function useShownDomains(response?: DomainsResponse) {
  const { search, status, sort } = useListState();
  return useMemo(
    () =>
      sortRows(
        searchDomains(response?.domains ?? [], search)
          .filter(domain => !status || domain.status === status)
          .map(domain => ({
            ...domain,
            name: domain.domain,
            figures: domain.summary,
          })),
        sort,
      ),
    // `sort` is read from the address anew each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [response, search, status, sort.by, sort.descending],
  );
}

const DomainList = (props: {
  response: Whole<DomainsResponse>;
  cluster?: string;
  claimed?: string[];
  /** Stands where there is no domain, only traffic of none. */
  empty: ReactNode;
}) => {
  const { response, cluster, claimed } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const state = useListState();
  const shown = useShownDomains(response);
  const isEntity = claimed !== undefined;
  const { page, rows } = pageOf(shown, state.page);
  const worst =
    isEntity && shown[0]
      ? itemKey({ kind: 'domain', domain: shown[0].domain })
      : undefined;
  return (
    <>
      {response.domains.length === 0 ? (
        props.empty
      ) : (
        <>
          <StatusCounts
            label={t('summary.label')}
            counts={response.summary}
            chosen={state.status}
            onChoose={state.setStatus}
          />
          {response.isCutOff && (
            <Typography paragraph>{t('table.cutOff')}</Typography>
          )}
          <InfoCard noPadding>
            <DomainsTable
              rows={rows}
              cluster={cluster}
              claimed={claimed}
              sort={state.sort}
              onSort={state.setSort}
              expanded={state.expanded ?? worst}
              onToggle={state.toggle}
            />
            <Paging count={shown.length} page={page} onChange={state.setPage} />
          </InfoCard>
          <CsvButton
            name={csvName('ingress', state.window, cluster)}
            csv={() => domainsCsv(shown)}
          />
        </>
      )}
      <CountedTogether response={response} showUnmapped={!isEntity} />
    </>
  );
};

/**
 * Domains with their paths, for the page (all of them, with a search) or an entity (`claimed` set).
 * `empty` stands where there is no domain at all.
 */
export const IngressTab = (props: {
  claimed?: string[];
  cluster?: string;
  empty: ReactNode;
}) => {
  const { claimed } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const state = useListState();
  const { window } = state;
  const cluster = props.cluster ?? (state.cluster || undefined);
  const polled = usePolling(
    signal =>
      loadDomains(api, {
        query: { window, cluster, domains: claimed },
        signal,
      }),
    {
      key: JSON.stringify(['domains', window, cluster, claimed]),
      intervalMs: POLL_MS,
    },
  );
  return (
    <>
      <Toolbar
        window={window}
        onWindow={state.setWindow}
        cluster={state.cluster}
        onCluster={props.cluster ? undefined : state.setCluster}
        polled={polled}
      >
        {!claimed && (
          <SearchField
            id="atlhyper-slo-search"
            label={t('table.search')}
            value={state.search}
            onChange={state.setSearch}
          />
        )}
      </Toolbar>
      <PolledContent polled={polled}>
        {response =>
          response.domains.length + response.unmapped.length === 0 ? (
            props.empty
          ) : (
            <DomainList
              response={response}
              cluster={cluster}
              claimed={claimed}
              empty={props.empty}
            />
          )
        }
      </PolledContent>
    </>
  );
};
