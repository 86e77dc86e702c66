import type { ReactNode } from 'react';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PolledContent,
  WhoseSwitch,
  useAtlhyperApi,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useDomainsPage } from '../../hooks/useListPage';
import { useListState } from '../../hooks/useListState';
import { csvName, domainsCsv } from '../../model/listCsv';
import { loadDomains } from '../../model/loadLists';
import { itemKey } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { CountedTogether } from './CountedTogether';
import { DomainsList } from './DomainsList';
import { Paging } from './Paging';
import { StatusCounts } from './StatusCounts';
import { Toolbar } from './Toolbar';

/**
 * Domains with their paths, for the page (all of them, with a search) or an entity (`claimed` set).
 * `empty` stands where there is no domain at all.
 */
export const IngressTab = (props: {
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
  const { query, pages, polled } = useDomainsPage(props);
  const { cluster } = query;
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
        {response => (
          <>
            {response.summary.total_domains === 0 ? (
              props.empty
            ) : (
              <>
                <StatusCounts
                  label={t('summary.label')}
                  counts={response.summary}
                  chosen={state.status}
                  onChoose={state.setStatus}
                />
                <InfoCard noPadding>
                  <DomainsList
                    response={response}
                    cluster={cluster}
                    claimed={claimed}
                    expanded={
                      state.expanded ??
                      (claimed && response.domains[0]
                        ? itemKey({ ...response.domains[0], kind: 'domain' })
                        : undefined)
                    }
                    tools={{
                      search: claimed ? undefined : t('table.search'),
                      columns: true,
                      csv: {
                        name: csvName('ingress', state.window, cluster),
                        text: async () =>
                          domainsCsv(await loadDomains(api, query)),
                      },
                    }}
                    footer={<Paging pages={pages} {...response} />}
                  />
                </InfoCard>
              </>
            )}
            <CountedTogether
              response={response}
              showUnmapped={!claimed && !props.named}
            />
          </>
        )}
      </PolledContent>
    </>
  );
};
