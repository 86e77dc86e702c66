import { useMemo, type ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  SERVICE_SORTS,
  type ServiceSlo,
  type ServiceEdge,
  type ServicesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  type ListColumn,
  type ListToolsOptions,
  claimsOfService,
  useClaims,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { OwnerLine } from './OwnerLine';
import { RowWindowContext } from '../../hooks/shownWindow';
import { useListState } from '../../hooks/useListState';
import { ownFigures } from '../../model/ownFigures';
import {
  itemKey,
  sourceId,
  sourceLabel,
  type SloItem,
} from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { useFigureColumns, type Judged } from '../cells/useFigureColumns';
import { ItemDetail } from '../detail/ItemDetail';
import { ItemName } from './ItemName';
import { MoreParts, MOST_PARTS, PartName } from './PartName';

/** A service, or one of those who call it. */
type Row = { item: SloItem; service: ServiceSlo; edge?: ServiceEdge };

function judgedOf({ service, edge }: Row): Judged {
  return edge
    ? {
        judgement: edge,
        figures: ownFigures(edge, edge.current),
        mesh: edge,
        level: 'edge',
      }
    : {
        judgement: service,
        figures: ownFigures(service, service.summary),
        mesh: service,
        level: 'service',
      };
}

const countCallers = ({ edges, edges_left_out: more = 0 }: ServiceSlo) =>
  edges.length + more;

const CallerName = ({ item, service, edge }: Required<Row>) => (
  <PartName
    item={item}
    part={sourceId(edge.source)}
    label={sourceLabel(edge.source, service.namespace)}
  >
    <Typography variant="caption" color="textSecondary" component="div">
      {edge.source.kind}
    </Typography>
  </PartName>
);

/** Services of the mesh with those who call them below each, as they were asked for. */
export const ServicesList = (props: {
  response: ServicesResponse;
  /** Key of the service whose details are open. */
  expanded?: string;
  tools: ListToolsOptions;
  footer: ReactNode;
}) => {
  const { response, expanded } = props;
  const { toggle, status } = useListState();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const figures = useFigureColumns(judgedOf);
  const rows = useMemo(
    () =>
      response.services.map((service): Row => {
        const { cluster, namespace, service: name } = service;
        const item: SloItem = {
          kind: 'service',
          cluster,
          namespace,
          service: name,
        };
        return { item, service };
      }),
    [response],
  );
  const claims = useClaims().value ?? [];
  const isOpen = ({ item }: Row) => expanded === itemKey(item);
  const name: ListColumn<Row> = {
    id: 'name',
    title: t('services.source'),
    value: row => row.service.service,
    cell: row => (
      <RowWindowContext.Provider
        value={row.edge?.window ?? row.service.worst_window}
      >
        {row.edge ? (
          <CallerName {...row} edge={row.edge} />
        ) : (
          <ItemName
            item={row.item}
            name={row.service.service}
            expanded={isOpen(row)}
            onToggle={() => toggle(itemKey(row.item), isOpen(row))}
          >
            <Typography variant="caption" color="textSecondary" component="div">
              {row.service.cluster} ·{' '}
              {t('services.callers', { count: countCallers(row.service) })}
            </Typography>
            <OwnerLine claims={claimsOfService(claims, row.service)} />
          </ItemName>
        )}
      </RowWindowContext.Provider>
    ),
  };
  return (
    <DataList
      list=""
      label={t('services.label')}
      columns={[
        name,
        {
          id: 'destination',
          title: t('services.target'),
          value: row => row.service.service,
          hidden: true,
        },
        {
          id: 'namespace',
          title: t('services.namespace'),
          value: row => row.service.namespace,
        },
        figures.status,
        figures.successRate,
        { ...figures.p50, hidden: true },
        figures.p95,
        figures.p99,
        figures.rate,
        figures.mtls,
        figures.noResponse,
        figures.budget,
        { ...figures.target, title: t('services.objective'), hidden: true },
      ]}
      rows={rows}
      rowId={row => itemKey(row.item)}
      defaultSort="status"
      sortedBy={SERVICE_SORTS}
      isNarrowed={Boolean(status)}
      noMatch={t('services.noMatch')}
      partsOf={({ item, service, edge }) =>
        edge
          ? []
          : service.edges
              .slice(0, MOST_PARTS)
              .map(one => ({ item, service, edge: one }))
      }
      below={row => {
        const count = countCallers(row.service);
        return (
          (isOpen(row) || count > MOST_PARTS) && (
            <RowWindowContext.Provider value={row.service.worst_window}>
              <MoreParts item={row.item} count={count} />
              {isOpen(row) && <ItemDetail item={row.item} />}
            </RowWindowContext.Provider>
          )
        );
      }}
      tools={props.tools}
      footer={props.footer}
    />
  );
};
