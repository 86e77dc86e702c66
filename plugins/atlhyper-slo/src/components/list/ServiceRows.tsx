import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { MeshService } from '@atlhyper/backstage-plugin-atlhyper-common';
import { RowWindowContext } from '../../hooks/shownWindow';
import { ownFigures } from '../../model/ownFigures';
import { sourceId, sourceLabel, type SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetBar } from '../cells/BudgetBar';
import { MeshCells } from '../cells/FigureCells';
import { StatusCell } from '../cells/StatusCell';
import { ItemDetail } from '../detail/ItemDetail';
import { DetailRow } from './DetailRow';
import { ItemNameCell } from './ItemNameCell';
import { MOST_PARTS, MorePartsRow, PartNameCell } from './PartRows';

/** One service, below it those who call it, and once expanded its details. */
export const ServiceRows = (props: {
  item: SloItem;
  service: MeshService;
  columns: number;
  expanded: boolean;
  onToggle: () => void;
}) => {
  const { item, service } = props;
  const { window } = service;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <RowWindowContext.Provider value={window}>
      <TableRow hover>
        <ItemNameCell
          item={item}
          name={service.service}
          expanded={props.expanded}
          onToggle={props.onToggle}
        >
          <Typography variant="caption" color="textSecondary" component="div">
            {service.cluster} ·{' '}
            {t('services.callers', { count: service.edges.length })}
          </Typography>
        </ItemNameCell>
        <TableCell>{service.service}</TableCell>
        <TableCell>{service.namespace}</TableCell>
        <StatusCell judgement={service} window={window} />
        <MeshCells
          figures={ownFigures(service, service.summary)}
          mesh={service}
        />
        <TableCell align="right">
          <BudgetBar remaining={service.error_budget_remaining} />
        </TableCell>
      </TableRow>
      {service.edges.slice(0, MOST_PARTS).map(edge => (
        <TableRow key={sourceId(edge.source)}>
          <PartNameCell
            item={item}
            part={sourceId(edge.source)}
            label={sourceLabel(edge.source, service.namespace)}
          >
            <Typography variant="caption" color="textSecondary" component="div">
              {edge.source.kind}
            </Typography>
          </PartNameCell>
          <TableCell>{service.service}</TableCell>
          <TableCell>{service.namespace}</TableCell>
          <StatusCell judgement={edge} window={window} />
          <MeshCells figures={ownFigures(edge, edge.current)} mesh={edge} />
          <TableCell align="right">
            <BudgetBar remaining={edge.error_budget_remaining} />
          </TableCell>
        </TableRow>
      ))}
      <MorePartsRow
        item={item}
        count={service.edges.length}
        columns={props.columns}
      />
      {props.expanded && (
        <DetailRow columns={props.columns}>
          <ItemDetail item={item} />
        </DetailRow>
      )}
    </RowWindowContext.Provider>
  );
};
