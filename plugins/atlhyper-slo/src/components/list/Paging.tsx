import TablePagination from '@material-ui/core/TablePagination';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DEFAULT_SLO_ROWS } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  type CursorPages,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

/** Turns pages; nothing where all rows fit on one. */
export const Paging = (props: {
  pages: CursorPages;
  total: number;
  nextCursor?: string;
}) => {
  const { pages, total, nextCursor } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const page = pages.page - 1;
  return pages.previous || nextCursor ? (
    <TablePagination
      component="div"
      // The last page of before may lie behind a list that became shorter.
      count={Math.max(total, page * DEFAULT_SLO_ROWS + 1)}
      page={page}
      rowsPerPage={DEFAULT_SLO_ROWS}
      rowsPerPageOptions={[]}
      onPageChange={(_, to) =>
        to > page ? nextCursor && pages.next(nextCursor) : pages.previous?.()
      }
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
  ) : null;
};
