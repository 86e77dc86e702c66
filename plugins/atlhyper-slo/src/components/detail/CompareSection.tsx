import { useMemo } from 'react';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloHistoryResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  TimeSeriesChart,
  useFormatters,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  availabilityRange,
  measureOf,
  type Measure,
} from '../../model/historySeries';
import { atlhyperSloTranslationRef } from '../../translation';
import { useGoldenFigures } from './GoldenFigures';
import type { Shown } from './ItemDetail';
import { SERIES_COLORS } from './seriesColors';
import { useHistory } from './useHistory';

const MEASURES = ['availability', 'error_rate', 'p95_latency', 'rate'] as const;

/** A gap of a quarter of an hour in a day is not worth a word. */
const ALL_OBSERVED = 0.99;

const FigureTable = (props: { shown: Shown }) => {
  const { details, part } = props.shown;
  const { current, previous } = part ?? details;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const figures = useGoldenFigures();
  return (
    <TableContainer>
      <Table size="small" aria-label={t('compare.label')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('compare.figure')}</TableCell>
            <TableCell align="right">{t('compare.current')}</TableCell>
            <TableCell align="right">{t('compare.previous')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {figures.map(({ name, text }) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row">
                {name}
              </TableCell>
              <TableCell align="right">{text(current)}</TableCell>
              <TableCell align="right">{text(previous)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};

/** One measure of this period, and below the same of the period before, bucket beside bucket. */
const Overlay = (props: {
  measure: Measure;
  current: SloHistoryResponse;
  previous: SloHistoryResponse;
}) => {
  const { measure, current, previous } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const chart = useMemo(() => {
    const nowMs = Date.now();
    const valuesOf = ({ points, bucketMs }: SloHistoryResponse) =>
      points.map(point => measureOf(point, measure, { bucketMs, nowMs }));
    // By distance from the beginning of the period: daylight saving moves no bucket.
    const earlier = new Map(
      valuesOf(previous).map((value, index) => [
        previous.points[index].startMs - previous.fromMs,
        value,
      ]),
    );
    const now = valuesOf(current);
    const before = current.points.map(point =>
      earlier.get(point.startMs - current.fromMs),
    );
    return {
      timesMs: current.points.map(point => point.startMs),
      series: [
        {
          label: t('compare.current'),
          values: now,
          color: SERIES_COLORS.latency,
        },
        {
          label: t('compare.previous'),
          values: before,
          color: SERIES_COLORS.previous,
          dashed: true,
          isData: true,
        },
      ],
      range:
        measure === 'availability'
          ? availabilityRange([...now, ...before], current.target.availability)
          : undefined,
    };
  }, [measure, current, previous, t]);
  const formats = {
    availability: format.percent,
    error_rate: format.errorPercent,
    p95_latency: format.milliseconds,
    rate: format.perSecond,
  };
  return (
    <TimeSeriesChart
      title={t(`compare.${measure}`)}
      timesMs={chart.timesMs}
      series={chart.series}
      format={formats[measure]}
      range={chart.range}
      height={240}
    />
  );
};

/** This period beside the one before: a table of figures and a chart of one of them. */
export const CompareSection = (props: { shown: Shown }) => {
  const { shown } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const [measure, setMeasure] = useUrlState<Measure>('compare', {
    defaultValue: 'availability',
    allowed: MEASURES,
  });
  const format = useFormatters();
  const current = useHistory(shown);
  const previous = useHistory(shown, 'previous');
  const { previousDistribution, previousCoveredFraction } = shown.details;
  const observed = format.percent(100 * previousCoveredFraction);
  if (!previousDistribution) {
    return <Typography>{t('compare.tooLittle', { observed })}</Typography>;
  }
  return (
    <>
      {previousCoveredFraction < ALL_OBSERVED && (
        <Typography paragraph color="textSecondary">
          {t('compare.partly', { observed })}
        </Typography>
      )}
      <FigureTable shown={shown} />
      <TextField
        select
        size="small"
        margin="normal"
        variant="outlined"
        id="atlhyper-slo-compare"
        label={t('compare.measure')}
        value={measure}
        onChange={event => setMeasure(event.target.value as Measure)}
      >
        {MEASURES.map(option => (
          <MenuItem key={option} value={option}>
            {t(`compare.${option}`)}
          </MenuItem>
        ))}
      </TextField>
      <PolledContent polled={current}>
        {now => (
          <PolledContent polled={previous}>
            {before => (
              <Overlay measure={measure} current={now} previous={before} />
            )}
          </PolledContent>
        )}
      </PolledContent>
    </>
  );
};
