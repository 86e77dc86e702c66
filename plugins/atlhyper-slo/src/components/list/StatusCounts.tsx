import ButtonBase from '@material-ui/core/ButtonBase';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DomainsResponse,
  SloStatus,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  StatusLabel,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { WORST_FIRST } from '../../model/worstFirst';
import { atlhyperSloTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 2),
    padding: 0,
    listStyle: 'none',
  },
  count: {
    display: 'block',
    width: '100%',
    padding: theme.spacing(2),
    textAlign: 'left',
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
    background: theme.palette.background.paper,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  chosen: {
    borderColor: theme.palette.primary.main,
    boxShadow: `inset 0 0 0 1px ${theme.palette.primary.main}`,
  },
}));

/** How many are in each status, worst first; a click shows these alone, another all again. */
export const StatusCounts = (props: {
  label: string;
  counts: Omit<DomainsResponse['summary'], 'total_domains'>;
  chosen?: SloStatus;
  onChoose: (status?: SloStatus) => void;
}) => {
  const { chosen } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return (
    <ul className={classes.list} aria-label={props.label}>
      {WORST_FIRST.map(status => (
        <li key={status}>
          <ButtonBase
            className={`${classes.count} ${
              chosen === status ? classes.chosen : ''
            }`}
            aria-pressed={chosen === status}
            title={t(chosen === status ? 'summary.showAll' : 'summary.filter')}
            onClick={() =>
              props.onChoose(chosen === status ? undefined : status)
            }
          >
            <Typography variant="h4" component="div">
              {format.count(props.counts[`${status}_count`])}
            </Typography>
            <StatusLabel status={status} />
          </ButtonBase>
        </li>
      ))}
    </ul>
  );
};
