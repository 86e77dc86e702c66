import TablePagination from '@material-ui/core/TablePagination';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

/** Domains or services that are drawn at once, with their paths or callers below each. */
const PAGE_SIZE = 25;

/** The rows of one page; the last page where `page` lies behind it. */
export function pageOf<R>(rows: readonly R[], page: number) {
  const last = Math.max(0, Math.ceil(rows.length / PAGE_SIZE) - 1);
  const current = Math.min(page, last);
  return {
    page: current,
    rows: rows.slice(current * PAGE_SIZE, (current + 1) * PAGE_SIZE),
  };
}

/** Turns pages; nothing where all rows fit on one. */
export const Paging = (props: {
  count: number;
  page: number;
  onChange: (page: number) => void;
}) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return props.count <= PAGE_SIZE ? null : (
    <TablePagination
      component="div"
      count={props.count}
      page={props.page}
      rowsPerPage={PAGE_SIZE}
      rowsPerPageOptions={[]}
      onPageChange={(_, page) => props.onChange(page)}
      labelDisplayedRows={({ from, to, count }) =>
        t('paging.shown', {
          from: format.count(from),
          to: format.count(to),
          total: format.count(count),
        })
      }
      backIconButtonText={t('paging.previous')}
      nextIconButtonText={t('paging.next')}
    />
  );
};
