import { useMemo, type ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ServicesResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  SearchField,
  useAtlhyperApi,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useListState } from '../../hooks/useListState';
import { loadServices, type Whole } from '../../model/loadLists';
import { csvName, servicesCsv } from '../../model/listCsv';
import { searchServices } from '../../model/searchLists';
import { sortRows } from '../../model/sortRows';
import { itemKey } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { AuthoritiesCard } from './AuthoritiesCard';
import { CsvButton } from './CsvButton';
import { Paging, pageOf } from './Paging';
import { ServicesTable } from './ServicesTable';
import { StatusCounts } from './StatusCounts';
import { Toolbar } from './Toolbar';

const POLL_MS = 15_000;

/** What is left of the services after search and status, in the order asked for. */
function useShownServices(response: ServicesResponse) {
  const { search, status, sort } = useListState();
  return useMemo(
    () =>
      sortRows(
        searchServices(response.services, search)
          .filter(service => !status || service.status === status)
          .map(service => ({
            ...service,
            name: service.service,
            figures: service.summary,
          })),
        sort,
      ),
    // `sort` is read from the address anew each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [response, search, status, sort.by, sort.descending],
  );
}

const ServiceList = (props: {
  response: Whole<ServicesResponse>;
  cluster?: string;
  isEntity: boolean;
}) => {
  const { response, cluster, isEntity } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const state = useListState();
  const shown = useShownServices(response);
  const { page, rows } = pageOf(shown, state.page);
  const worst =
    isEntity && shown[0]
      ? itemKey({ ...shown[0], kind: 'service' })
      : undefined;
  return (
    <>
      <StatusCounts
        label={t('services.summary')}
        counts={response.summary}
        chosen={state.status}
        onChoose={state.setStatus}
      />
      {response.isCutOff && (
        <Typography paragraph>{t('table.cutOff')}</Typography>
      )}
      <InfoCard noPadding>
        <ServicesTable
          rows={rows}
          sort={state.sort}
          onSort={state.setSort}
          expanded={state.expanded ?? worst}
          onToggle={state.toggle}
        />
        <Paging count={shown.length} page={page} onChange={state.setPage} />
      </InfoCard>
      <CsvButton
        name={csvName('services', state.window, cluster)}
        csv={() => servicesCsv(shown)}
      />
      {!isEntity && <AuthoritiesCard authorities={response.authorities} />}
    </>
  );
};

/**
 * Services of the mesh with those who call them, for the page or an entity (`claimed` set).
 * `empty` stands where there is no service at all.
 */
export const ServicesTab = (props: {
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
      loadServices(api, {
        query: { window, cluster, services: claimed },
        signal,
      }),
    {
      key: JSON.stringify(['services', window, cluster, claimed]),
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
            label={t('services.search')}
            value={state.search}
            onChange={state.setSearch}
          />
        )}
      </Toolbar>
      <PolledContent polled={polled}>
        {response =>
          response.services.length === 0 ? (
            <>
              {props.empty}
              {!claimed && response.authorities.length > 0 && (
                <AuthoritiesCard authorities={response.authorities} />
              )}
            </>
          ) : (
            <ServiceList
              response={response}
              cluster={cluster}
              isEntity={Boolean(claimed)}
            />
          )
        }
      </PolledContent>
    </>
  );
};
