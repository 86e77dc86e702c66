import Typography from '@material-ui/core/Typography';
import Paper from '@material-ui/core/Paper';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  POD_SORTS,
  type PodMetrics,
  type PodSort,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PageTurner,
  PodTable,
  PolledContent,
  UpdatedAt,
  useCursorPages,
  useEndpoint,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { FilterSelect } from '../FilterSelect/FilterSelect';
import { FilterRow } from '../FilterSelect/FilterRow';
import { NamespaceSelect } from '../FilterSelect/NamespaceSelect';
import { useNamespaces } from '../ResourceBrowser/useNamespaces';

const POLL_MS = 15_000;
const ROWS_PER_PAGE = 50;
/** Which pods: all, those that are not ready, or those that are close to a limit. */
const SHOWN = ['', 'not_ready', 'close_to_limit'] as const;

/** The pods of a cluster with what they use against what was asked for them. */
export const PodList = (props: {
  cluster: string;
  onOpen: (pod: PodMetrics) => void;
}) => {
  const { cluster } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const [namespace, setNamespace] = useUrlState<string>('namespace', {
    defaultValue: '',
  });
  const [shown, setShown] = useUrlState<(typeof SHOWN)[number]>('pods', {
    defaultValue: '',
    allowed: SHOWN,
  });
  const [sort, setSort] = useUrlState<PodSort>('podsort', {
    defaultValue: 'name',
    allowed: POD_SORTS,
  });
  const query = {
    cluster,
    namespace: namespace || undefined,
    ready: shown === 'not_ready' ? false : undefined,
    close_to_limit: shown === 'close_to_limit' ? true : undefined,
    sort,
  };
  const question = JSON.stringify(query);
  const pages = useCursorPages(question, 'pods');
  const polled = useEndpoint(
    endpoints.listPodMetrics,
    { query: { ...query, limit: ROWS_PER_PAGE, cursor: pages.cursor } },
    { intervalMs: POLL_MS, keepsPrevious: true },
  );
  const namespaces = useNamespaces(cluster);
  return (
    <>
      <UpdatedAt polled={polled} />
      <FilterRow>
        <FilterSelect
          id="atlhyper-pod-shown"
          label={t('pods.shown')}
          value={shown}
          options={SHOWN.map(value => ({
            value,
            label: t(`pods.shown_${value || 'all'}`),
          }))}
          onChange={setShown}
        />
        <NamespaceSelect
          id="atlhyper-pod-namespace"
          namespaces={namespaces}
          value={namespace}
          onChange={setNamespace}
        />
        <FilterSelect
          id="atlhyper-pod-sort"
          label={t('pods.sort')}
          value={sort}
          options={POD_SORTS.map(value => ({
            value,
            label: t(`pods.sort_${value.replace('-', '') as SortName}`),
          }))}
          onChange={setSort}
        />
      </FilterRow>
      <PolledContent polled={polled} permission="atlhyper.resource.read">
        {answer => (
          <>
            {answer.pods.length === 0 ? (
              <Typography>{t('pods.none')}</Typography>
            ) : (
              <Paper variant="outlined">
                <PodTable
                  label={t('pods.table', { cluster })}
                  pods={answer.pods}
                  showNode
                  isSorted
                  onOpen={props.onOpen}
                />
              </Paper>
            )}
            <PageTurner
              pages={pages}
              total={t('pods.total', { count: answer.total })}
              nextCursor={answer.nextCursor}
            />
          </>
        )}
      </PolledContent>
    </>
  );
};

type Unsigned<S extends string> = S extends `-${infer Name}` ? Name : S;
type SortName = Unsigned<PodSort>;
