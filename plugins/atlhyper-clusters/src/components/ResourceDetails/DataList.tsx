import { Fragment, type ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  NO_DATA,
  useFormatters,
  type Formatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  list: {
    ...theme.typography.body2,
    display: 'grid',
    gridTemplateColumns: 'minmax(110px, max-content) minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  },
  items: {
    ...theme.typography.body2,
    margin: 0,
    paddingLeft: theme.spacing(2),
  },
}));

/** Names in the first column, values in the second. */
export const DefinitionList = (props: {
  entries: [name: string, value: ReactNode][];
}) => {
  const classes = useStyles();
  return (
    <dl className={classes.list}>
      {props.entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
};

/** A port is a name, not an amount. */
function formatNumber(
  format: Formatters,
  field: string,
  value: number,
): string {
  if (field.endsWith('Ms')) {
    return format.dateTime(value);
  }
  return /port/i.test(field) ? String(value) : format.count(value);
}

/** One value of any type; a number whose field ends in `Ms` and that is a time reads as one. */
const Value = (props: { field: string; value: unknown }) => {
  const { field, value } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const classes = useStyles();
  if (typeof value === 'boolean') {
    return <>{t(value ? 'value.yes' : 'value.no')}</>;
  }
  if (typeof value === 'number') {
    return <>{formatNumber(format, field, value)}</>;
  }
  if (Array.isArray(value) && value.some(item => typeof item === 'object')) {
    return (
      <ul className={classes.items}>
        {value.map((item, index) => (
          <li key={index}>
            <Value field={field} value={item} />
          </li>
        ))}
      </ul>
    );
  }
  if (Array.isArray(value)) {
    return <>{value.map(String).join(', ') || NO_DATA}</>;
  }
  if (typeof value === 'object' && value !== null) {
    return <DataList data={value as Record<string, unknown>} />;
  }
  return <>{String(value ?? '') || NO_DATA}</>;
};

/** What is kept of an object under the names of its fields, whatever there is. */
export function DataList(props: { data: Record<string, unknown> }) {
  const entries = Object.entries(props.data);
  return entries.length === 0 ? (
    <>{NO_DATA}</>
  ) : (
    <DefinitionList
      entries={entries.map(([field, value]) => [
        field,
        <Value key={field} field={field} value={value} />,
      ])}
    />
  );
}
