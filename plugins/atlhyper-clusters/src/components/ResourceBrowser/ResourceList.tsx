import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  RESOURCE_SORTS,
  type ListedResource,
  type ResourceKind,
  type ResourceSort,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PageTurner,
  PolledContent,
  SearchField,
  useCursorPages,
  useEndpoint,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { FilterRow } from '../FilterSelect/FilterRow';
import { NamespaceSelect } from '../FilterSelect/NamespaceSelect';
import { NoResources, SourceAlert } from './NoResources';
import { ResourceTable } from './ResourceTable';

const POLL_MS = 15_000;
const ROWS_PER_PAGE = 50;
/** A name is asked for once its reader stops typing. */
const TYPING_MS = 300;

/** The objects of one kind in one cluster. */
export const ResourceList = (props: {
  cluster: string;
  kind: ResourceKind;
  onOpen: (resource: ListedResource) => void;
}) => {
  const { cluster, kind } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const [namespace, setNamespace] = useUrlState<string>('namespace', {
    defaultValue: '',
  });
  const [search, setSearch] = useUrlState<string>('search', {
    defaultValue: '',
  });
  const [sort] = useUrlState<ResourceSort>('sort', {
    defaultValue: 'name',
    allowed: RESOURCE_SORTS,
  });
  const [q, setQ] = useState(search);
  useDebounce(() => setQ(search), TYPING_MS, [search]);

  const question = JSON.stringify([cluster, kind, namespace, q, sort]);
  const pages = useCursorPages(question);
  const polled = useEndpoint(
    endpoints.getResources,
    {
      params: { cluster, kind },
      query: {
        namespace: namespace || undefined,
        q: q.trim() || undefined,
        sort,
        limit: ROWS_PER_PAGE,
        cursor: pages.cursor,
      },
    },
    { intervalMs: POLL_MS, keepsPrevious: true },
  );
  const [namespaces, setNamespaces] = useState<string[]>([]);
  useEffect(() => {
    if (polled.value) setNamespaces(polled.value.namespaces);
  }, [polled.value]);

  return (
    <>
      <FilterRow>
        <SearchField
          id="atlhyper-resource-search"
          label={t('list.search')}
          value={search}
          onChange={setSearch}
        />
        {(namespaces.length > 0 || namespace !== '') && (
          <NamespaceSelect
            id="atlhyper-resource-namespace"
            namespaces={namespaces}
            value={namespace}
            onChange={setNamespace}
          />
        )}
      </FilterRow>
      <PolledContent polled={polled} permission="atlhyper.resource.read">
        {answer => (
          <>
            <SourceAlert source={answer.source} />
            {answer.resources.length === 0 ? (
              <NoResources
                answer={answer}
                filtered={namespace !== '' || q.trim() !== ''}
              />
            ) : (
              <ResourceTable answer={answer} onOpen={props.onOpen} />
            )}
            <PageTurner
              pages={pages}
              total={t('list.total', { count: answer.total })}
              nextCursor={answer.nextCursor}
            />
          </>
        )}
      </PolledContent>
    </>
  );
};
