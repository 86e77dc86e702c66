import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { MeshService } from '@atlhyper/backstage-plugin-atlhyper-common';
import { itemKey, type SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import type { TableProps } from './DomainsTable';
import { ServiceRows } from './ServiceRows';
import { DETAIL_CONTAINER } from './DetailRow';
import { SortableHead, type HeadColumn } from './SortableHead';

// Eleven columns: with the margins of the theme the last would lie outside the page.
const useStyles = makeStyles(theme => ({
  table: {
    '& th, & td': { padding: theme.spacing(0.75) },
    '& tbody th': { minWidth: 165 },
    // The theme breaks words anywhere, which leaves one letter to a line.
    '& td': { wordBreak: 'keep-all', overflowWrap: 'normal' },
  },
}));

/** Services of the mesh with those who call them below each. */
export const ServicesTable = (props: TableProps<MeshService>) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const columns: HeadColumn[] = [
    { by: 'name', label: t('services.source') },
    { label: t('services.target') },
    { by: 'namespace', label: t('services.namespace') },
    { by: 'status', label: t('table.status') },
    { by: 'availability', label: t('services.successRate'), numeric: true },
    { by: 'p50', label: t('services.p50'), numeric: true },
    { by: 'p99', label: t('services.p99'), numeric: true },
    { by: 'rate', label: t('table.rate'), numeric: true },
    { by: 'mtls', label: t('services.mtls'), numeric: true },
    { by: 'no_response', label: t('services.noResponse'), numeric: true },
    { by: 'budget', label: t('table.budget'), numeric: true },
  ];
  return (
    <TableContainer style={DETAIL_CONTAINER}>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('services.label')}
      >
        <SortableHead
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
        />
        <TableBody>
          {props.rows.map(service => {
            const item: SloItem = {
              kind: 'service',
              cluster: service.cluster,
              namespace: service.namespace,
              service: service.service,
            };
            const key = itemKey(item);
            const isOpen = props.expanded === key;
            return (
              <ServiceRows
                key={key}
                item={item}
                service={service}
                columns={columns.length}
                expanded={isOpen}
                onToggle={() => props.onToggle(key, isOpen)}
              />
            );
          })}
          {props.rows.length === 0 && (
            <TableRow>
              <TableCell colSpan={columns.length}>
                {t('services.noMatch')}
              </TableCell>
            </TableRow>
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
