import Paper from '@material-ui/core/Paper';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ListedResource,
  ResourcesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  useFormatters,
  type ListColumn,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { columnsOf } from '../../resources/columns';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';

/** What the backend sorts objects by. */
const SORTED_BY = ['name', 'created'];

/** Objects of one kind, one per row, as they were asked for. */
export const ResourceTable = (props: {
  answer: ResourcesResponse;
  onOpen: (resource: ListedResource) => void;
}) => {
  const { kind, cluster, resources, namespaces } = props.answer;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const nowMs = Date.now();
  const wording = { format, nowMs, yes: t('value.yes'), no: t('value.no') };
  const columns: ListColumn<ListedResource>[] = [
    { id: 'name', title: t('list.name'), value: resource => resource.name },
    ...(namespaces.length > 0
      ? [
          {
            id: 'namespace',
            title: t('list.namespace'),
            value: (resource: ListedResource) => resource.namespace,
          },
        ]
      : []),
    ...columnsOf(kind).map(({ title, read }) => ({
      id: title,
      title: t(`column.${title}`),
      value: (resource: ListedResource) => read(resource.data, wording),
    })),
    {
      id: 'created',
      title: t('list.created'),
      value: resource => resource.createdMs,
      cell: resource => format.ago(resource.createdMs, nowMs),
    },
  ];
  return (
    <Paper variant="outlined">
      <DataList
        list=""
        label={t('list.table', { kind: kindName(kind), cluster })}
        columns={columns}
        rows={resources}
        rowId={({ namespace = '', name }) => `${namespace}/${name}`}
        defaultSort="name"
        sortedBy={SORTED_BY}
        onOpen={props.onOpen}
      />
    </Paper>
  );
};
