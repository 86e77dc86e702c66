import TableCell from '@material-ui/core/TableCell';
import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  LatencyQuantile,
  SloFigures,
  SloTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

const useStyles = makeStyles({
  figure: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
});

/** P95 with the bucket it fell in; past the last bound it is only known to be more. */
const Quantile = (props: { quantile?: LatencyQuantile }) => {
  const { quantile } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  if (!quantile) {
    return <>{NO_DATA}</>;
  }
  const lower = format.milliseconds(quantile.lowerMs);
  const [text, hint] =
    quantile.valueMs === undefined
      ? [
          t('table.moreThan', { value: lower }),
          t('table.bucketOpen', { lower }),
        ]
      : [
          format.milliseconds(quantile.valueMs),
          t('table.bucket', {
            lower,
            upper: format.milliseconds(quantile.upperMs),
          }),
        ];
  return (
    <Tooltip title={hint}>
      {/* The keyboard shows the hint only of what it can reach. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <span tabIndex={0}>{text}</span>
    </Tooltip>
  );
};

/** Availability, P95, error rate, request rate and requests: the same columns for domains and paths. */
export const FigureCells = (props: {
  figures: SloFigures;
  target?: SloTarget;
}) => {
  const { figures, target } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const targetText = (value: string) => (
    <Typography variant="caption" color="textSecondary" component="div">
      {t('table.target', { value })}
    </Typography>
  );
  return (
    <>
      <TableCell align="right" className={classes.figure}>
        {format.percent(figures.availability)}
        {target && targetText(format.percent(target.availability))}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        <Quantile quantile={figures.latency?.p95} />
        {target && targetText(format.milliseconds(target.p95_latency))}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        {format.percent(figures.error_rate)}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        {figures.total_requests > 0
          ? format.perSecond(figures.requests_per_sec)
          : NO_DATA}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        {format.count(figures.total_requests)}
      </TableCell>
    </>
  );
};
