import Link from '@material-ui/core/Link';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ListedResource,
  ResourceSort,
  ResourcesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { cellsOf, columnsOf } from '../../resources/columns';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  table: { '& th, & td': { whiteSpace: 'nowrap' } },
  // The button of the name covers its row, which a mouse then opens anywhere.
  row: {
    position: 'relative',
    '&:hover, &:focus-within': { background: theme.palette.action.hover },
  },
  open: {
    color: theme.palette.text.primary,
    fontWeight: 600,
    textDecoration: 'underline',
    verticalAlign: 'baseline',
    position: 'static',
    '&::after': { content: '""', position: 'absolute', inset: 0 },
  },
}));

/** A title that sorts; once more turns the order round. */
const SortTitle = (props: {
  label: string;
  by: 'name' | 'created';
  sort: ResourceSort;
  onSort: (sort: ResourceSort) => void;
}) => {
  const { by, sort } = props;
  const active = sort === by || sort === `-${by}`;
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  return (
    <TableCell sortDirection={active && direction}>
      <TableSortLabel
        active={active}
        direction={active ? direction : 'asc'}
        onClick={() => props.onSort(sort === by ? `-${by}` : by)}
      >
        {props.label}
      </TableSortLabel>
    </TableCell>
  );
};

/** Objects of one kind, one per row. */
export const ResourceTable = (props: {
  answer: ResourcesResponse;
  sort: ResourceSort;
  onSort: (sort: ResourceSort) => void;
  onOpen: (resource: ListedResource) => void;
}) => {
  const { answer, sort, onSort } = props;
  const { kind, cluster, resources } = answer;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const classes = useStyles();
  const nowMs = Date.now();
  const wording = { format, nowMs, yes: t('value.yes'), no: t('value.no') };
  const columns = columnsOf(kind);
  const namespaced = answer.namespaces.length > 0;
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0}>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('list.table', { kind: kindName(kind), cluster })}
      >
        <TableHead>
          <TableRow>
            <SortTitle
              label={t('list.name')}
              by="name"
              sort={sort}
              onSort={onSort}
            />
            {namespaced && <TableCell>{t('list.namespace')}</TableCell>}
            {columns.map(({ title }) => (
              <TableCell key={title}>{t(`column.${title}`)}</TableCell>
            ))}
            <SortTitle
              label={t('list.created')}
              by="created"
              sort={sort}
              onSort={onSort}
            />
          </TableRow>
        </TableHead>
        <TableBody>
          {resources.map(resource => (
            <TableRow
              key={`${resource.namespace ?? ''}/${resource.name}`}
              className={classes.row}
            >
              <TableCell component="th" scope="row" role="rowheader">
                <Link
                  component="button"
                  className={classes.open}
                  aria-haspopup="dialog"
                  onClick={() => props.onOpen(resource)}
                >
                  {resource.name}
                </Link>
              </TableCell>
              {namespaced && (
                <TableCell>{resource.namespace ?? NO_DATA}</TableCell>
              )}
              {cellsOf(kind, resource, wording).map((cell, index) => (
                <TableCell key={columns[index].title}>{cell}</TableCell>
              ))}
              <TableCell>{format.ago(resource.createdMs, nowMs)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
