import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableRow from '@material-ui/core/TableRow';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Domain } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Sort } from '../../model/sortRows';
import { itemKey, type SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { DomainRows } from './DomainRows';
import { DETAIL_CONTAINER } from './DetailRow';
import { SortableHead, type HeadColumn } from './SortableHead';

/** What the lists of domains and of services have in common. */
export type TableProps<R> = {
  rows: R[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Key of the item whose details are open. */
  expanded?: string;
  onToggle: (key: string, isOpen: boolean) => void;
  /** Narrows domains to one cluster. */
  cluster?: string;
};

/** Domains with their paths below them. */
export const DomainsTable = (
  props: TableProps<Domain> & {
    /** What the entity claims, as its annotation has it. */
    claimed?: string[];
  },
) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const columns: HeadColumn[] = [
    { by: 'name', label: t('table.domain') },
    { by: 'status', label: t('table.status') },
    { by: 'availability', label: t('table.availability'), numeric: true },
    { by: 'p95', label: t('table.p95'), numeric: true },
    { by: 'rate', label: t('table.rate'), numeric: true },
    { by: 'budget', label: t('table.budget'), numeric: true },
    { by: 'target', label: t('table.target') },
  ];
  return (
    <TableContainer style={DETAIL_CONTAINER}>
      <Table size="small" aria-label={t('table.label')}>
        <SortableHead
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
        />
        <TableBody>
          {props.rows.map(domain => {
            const item: SloItem = {
              kind: 'domain',
              domain: domain.domain,
              cluster: props.cluster,
            };
            const isOpen = props.expanded === itemKey(item);
            return (
              <DomainRows
                key={domain.domain}
                item={item}
                domain={domain}
                columns={columns.length}
                claimed={props.claimed}
                expanded={isOpen}
                onToggle={() => props.onToggle(itemKey(item), isOpen)}
              />
            );
          })}
          {props.rows.length === 0 && (
            <TableRow>
              <TableCell colSpan={columns.length}>
                {t('table.noMatch')}
              </TableCell>
            </TableRow>
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
