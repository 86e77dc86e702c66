import { useState, type ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import ColumnsIcon from '@material-ui/icons/ViewColumn';
import DownloadIcon from '@material-ui/icons/GetApp';
import type { Table } from '@tanstack/react-table';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperReactTranslationRef } from '../../translation';
import type { ListState } from '../../hooks/useListState';
import { SearchField } from '../SearchField/SearchField';
import type { ListColumn } from './columns';
import { downloadText } from './downloadText';
import { useListStyles } from './useListStyles';

type ToolProps<R> = {
  table: Table<R>;
  byId: ReadonlyMap<string, ListColumn<R>>;
};

/** Chooses which columns are shown; the first, which names the rows, always is. */
function ColumnMenu<R>({ table, byId }: ToolProps<R>) {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    <>
      <Button
        size="small"
        startIcon={<ColumnsIcon />}
        aria-haspopup="menu"
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t('list.columns')}
      </Button>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
      >
        {table
          .getAllLeafColumns()
          .filter(column => column.getCanHide())
          .map(column => (
            <MenuItem
              key={column.id}
              dense
              role="menuitemcheckbox"
              aria-checked={column.getIsVisible()}
              onClick={() => column.toggleVisibility()}
            >
              <Checkbox
                size="small"
                checked={column.getIsVisible()}
                tabIndex={-1}
                inputProps={{ 'aria-hidden': true }}
              />
              <ListItemText primary={byId.get(column.id)!.title} />
            </MenuItem>
          ))}
      </Menu>
    </>
  );
}

/** Sorts where the heads are out of sight. */
function SortSelect<R>({ table, byId }: ToolProps<R>) {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const classes = useListStyles();
  const [sorted] = table.getState().sorting;
  const sortable = table.getAllLeafColumns().filter(one => one.getCanSort());
  return (
    <TextField
      select
      size="small"
      variant="outlined"
      className={classes.sortSelect}
      label={t('list.sort')}
      value={sorted ? `${sorted.desc ? '-' : ''}${sorted.id}` : ''}
      onChange={({ target: { value } }) =>
        table.setSorting([
          { id: value.replace(/^-/, ''), desc: value.startsWith('-') },
        ])
      }
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      {!sorted && <option value="" aria-label={t('list.sort')} />}
      {sortable.flatMap(({ id }) =>
        ['', '-'].map(sign => (
          <option key={sign + id} value={sign + id}>
            {`${byId.get(id)!.title} ${sign ? '↓' : '↑'}`}
          </option>
        )),
      )}
    </TextField>
  );
}

/** Hands over the rows as a file; `text` is asked on a click. */
const CsvButton = (props: {
  name: string;
  text: () => string | Promise<string>;
}) => {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const [state, download] = useAsyncFn(async () => {
    const text = await props.text();
    downloadText({ name: props.name, type: 'text/csv;charset=utf-8', text });
  }, [props]);
  return (
    <>
      {state.error && (
        <Typography role="alert" variant="body2" color="error">
          {t('list.csvFailed', { reason: state.error.message })}
        </Typography>
      )}
      <Button
        size="small"
        startIcon={<DownloadIcon />}
        disabled={state.loading}
        onClick={download}
      >
        {t('list.csv')}
      </Button>
    </>
  );
};

/** What a list offers beside its rows. */
export type ListToolsOptions = {
  /** Label of the field that narrows by name. */
  search?: string;
  /** Name of the file, and what is in it where that is more than the rows shown. */
  csv?: { name: string; text?: () => string | Promise<string> };
  /** Whether a reader may choose the columns. */
  columns?: boolean;
};

/** Search, filters, columns and download of a list; nothing where it offers none of them. */
export function ListTools<R>(
  props: ToolProps<R> & {
    tools: ListToolsOptions;
    state: ListState;
    list: string;
    /** Filters of its own. */
    children?: ReactNode;
    writeCsv: () => string;
  },
) {
  const { table, byId, tools, state } = props;
  const classes = useListStyles();
  const { search, csv } = tools;
  return (
    <div className={classes.tools}>
      {search && (
        <SearchField
          id={`atlhyper-search-${props.list}`}
          label={search}
          value={state.search}
          onChange={state.setSearch}
        />
      )}
      {props.children}
      <SortSelect table={table} byId={byId} />
      <div style={{ flexGrow: 1 }} />
      {tools.columns && <ColumnMenu table={table} byId={byId} />}
      {csv && <CsvButton name={csv.name} text={csv.text ?? props.writeCsv} />}
    </div>
  );
}
