import { useState } from 'react';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperReactTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  table: {
    ...theme.typography.body2,
    borderCollapse: 'collapse',
    '& th, & td': {
      padding: theme.spacing(0.25, 2, 0.25, 0),
      textAlign: 'right',
    },
    '& th:first-child': { textAlign: 'left', fontWeight: 'normal' },
  },
  scroll: { maxHeight: 260, overflow: 'auto' },
}));

/** The figures of a chart, folded away below it; `rows` is asked once they are unfolded. */
export const ChartTable = (props: {
  title: string;
  /** The first is that of the row's own name. */
  columns: string[];
  rows: () => string[][];
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const [shown, setShown] = useState(false);
  return (
    <details onToggle={event => setShown(event.currentTarget.open)}>
      <summary>
        <Typography variant="caption">{t('chart.showTable')}</Typography>
      </summary>
      {shown && (
        <div
          className={classes.scroll}
          role="region"
          aria-label={props.title}
          // The keyboard scrolls only what it can reach.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          <table className={classes.table}>
            <thead>
              <tr>
                {props.columns.map(column => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {props.rows().map(([name, ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={props.columns[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
};
