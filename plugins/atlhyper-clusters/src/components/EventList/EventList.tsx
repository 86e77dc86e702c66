import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  RESOURCE_KINDS,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PageTurner,
  PolledContent,
  SearchField,
  UpdatedAt,
  useCursorPages,
  useEndpoint,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';
import { FilterSelect } from '../FilterSelect/FilterSelect';
import { FilterRow } from '../FilterSelect/FilterRow';
import { NamespaceSelect } from '../FilterSelect/NamespaceSelect';
import { SourceAlert } from '../ResourceBrowser/NoResources';
import { useNamespaces } from '../ResourceBrowser/useNamespaces';
import { EventTable, type EventObject } from './EventTable';

const POLL_MS = 15_000;
const ROWS_PER_PAGE = 50;
/** Text is asked for once its reader stops typing. */
const TYPING_MS = 300;
const TYPES = ['', 'Warning', 'Normal'] as const;

/** What the address holds of the filter. */
function useEventFilter() {
  const [search, setSearch] = useUrlState<string>('event', {
    defaultValue: '',
  });
  const [type, setType] = useUrlState<(typeof TYPES)[number]>('type', {
    defaultValue: '',
    allowed: TYPES,
  });
  const [about, setAbout] = useUrlState<ResourceKind | ''>('about', {
    defaultValue: '',
    allowed: ['', ...RESOURCE_KINDS],
  });
  const [namespace, setNamespace] = useUrlState<string>('namespace', {
    defaultValue: '',
  });
  return {
    ...{ search, type, about, namespace },
    ...{ setSearch, setType, setAbout, setNamespace },
  };
}

/** The events of a cluster, as long as they are kept. */
export const EventList = (props: {
  cluster: string;
  onOpen: (object: EventObject) => void;
}) => {
  const { cluster } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const filter = useEventFilter();
  const [q, setQ] = useState(filter.search);
  useDebounce(() => setQ(filter.search), TYPING_MS, [filter.search]);
  const query = {
    q: q.trim() || undefined,
    type: filter.type || undefined,
    kind: filter.about || undefined,
    namespace: filter.namespace || undefined,
  };
  const question = JSON.stringify([cluster, query]);
  const pages = useCursorPages(question, 'events');
  const polled = useEndpoint(
    endpoints.listKubernetesEvents,
    {
      params: { cluster },
      query: { ...query, limit: ROWS_PER_PAGE, cursor: pages.cursor },
    },
    { intervalMs: POLL_MS, keepsPrevious: true },
  );
  const namespaces = useNamespaces(cluster);
  const isFiltered = Object.values(query).some(Boolean);
  return (
    <>
      <UpdatedAt polled={polled} />
      <FilterRow>
        <SearchField
          id="atlhyper-event-search"
          label={t('events.search')}
          value={filter.search}
          onChange={filter.setSearch}
        />
        <FilterSelect
          id="atlhyper-event-type"
          label={t('events.type')}
          value={filter.type}
          options={TYPES.map(value => ({
            value,
            label: value || t('events.allTypes'),
          }))}
          onChange={filter.setType}
        />
        <FilterSelect
          id="atlhyper-event-kind"
          label={t('events.object')}
          value={filter.about}
          options={[
            { value: '', label: t('events.allKinds') },
            ...RESOURCE_KINDS.map(kind => ({
              value: kind,
              label: kindName(kind),
            })),
          ]}
          onChange={filter.setAbout}
        />
        <NamespaceSelect
          id="atlhyper-event-namespace"
          namespaces={namespaces}
          value={filter.namespace}
          onChange={filter.setNamespace}
        />
      </FilterRow>
      <PolledContent polled={polled} permission="atlhyper.resource.read">
        {answer => (
          <>
            <SourceAlert source={answer.source} />
            {answer.events.length === 0 ? (
              <Typography>
                {t(isFiltered ? 'events.noMatch' : 'events.none')}
              </Typography>
            ) : (
              <EventTable
                label={t('events.table', { cluster })}
                events={answer.events}
                onOpen={props.onOpen}
              />
            )}
            <PageTurner
              pages={pages}
              total={t('events.total', { count: answer.total })}
              nextCursor={answer.nextCursor}
            />
          </>
        )}
      </PolledContent>
    </>
  );
};
