import type { ReactNode } from 'react';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PolledContent,
  WhoseSwitch,
  useAtlhyperApi,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useServicesPage } from '../../hooks/useListPage';
import { useListState } from '../../hooks/useListState';
import { csvName, servicesCsv } from '../../model/listCsv';
import { loadServices } from '../../model/loadLists';
import { itemKey } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { AuthoritiesCard } from './AuthoritiesCard';
import { Paging } from './Paging';
import { ServicesList } from './ServicesList';
import { StatusCounts } from './StatusCounts';
import { Toolbar } from './Toolbar';

/**
 * Services of the mesh with those who call them, for the page or an entity (`claimed` set).
 * `empty` stands where there is no service at all.
 */
export const ServicesTab = (props: {
  claimed?: string[];
  /** What the reader owns, where only that is meant. */
  named?: string[];
  cluster?: string;
  empty: ReactNode;
}) => {
  const { claimed } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const state = useListState();
  const { query, pages, polled } = useServicesPage(props);
  return (
    <>
      <Toolbar
        window={state.window}
        onWindow={state.setWindow}
        cluster={state.cluster}
        onCluster={props.cluster ? undefined : state.setCluster}
        polled={polled}
      >
        {!claimed && <WhoseSwitch />}
      </Toolbar>
      <PolledContent polled={polled}>
        {response => {
          const { summary, services, authorities } = response;
          const isEmpty = summary.total_services === 0;
          return (
            <>
              {isEmpty ? (
                props.empty
              ) : (
                <>
                  <StatusCounts
                    label={t('services.summary')}
                    counts={summary}
                    chosen={state.status}
                    onChoose={state.setStatus}
                  />
                  <InfoCard noPadding>
                    <ServicesList
                      response={response}
                      expanded={
                        state.expanded ??
                        (claimed && services[0]
                          ? itemKey({ ...services[0], kind: 'service' })
                          : undefined)
                      }
                      tools={{
                        search: claimed ? undefined : t('services.search'),
                        columns: true,
                        csv: {
                          name: csvName(
                            'services',
                            state.window,
                            query.cluster,
                          ),
                          text: async () =>
                            servicesCsv(await loadServices(api, query)),
                        },
                      }}
                      footer={<Paging pages={pages} {...response} />}
                    />
                  </InfoCard>
                </>
              )}
              {!claimed &&
                !props.named &&
                (!isEmpty || authorities.length > 0) && (
                  <AuthoritiesCard response={response} />
                )}
            </>
          );
        }}
      </PolledContent>
    </>
  );
};
