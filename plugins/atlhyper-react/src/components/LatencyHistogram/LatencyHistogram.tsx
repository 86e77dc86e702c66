import { useId, useState } from 'react';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';
import { ChartTable } from '../ChartTable/ChartTable';
import { HistogramPlot, type LatencyMark } from './HistogramPlot';
import type { LatencyBucket } from './logScale';

const useStyles = makeStyles(theme => ({
  root: { margin: 0 },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 3),
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  sample: {
    display: 'inline-block',
    width: 20,
    marginRight: theme.spacing(1),
    verticalAlign: 'middle',
    borderTopWidth: 3,
  },
}));

/**
 * How many requests took how long, on a logarithmic axis, with quantiles and thresholds as marks.
 * The legend names them, a bar under the pointer is read out, the table below holds all figures.
 */
export const LatencyHistogram = (props: {
  title: string;
  buckets: readonly LatencyBucket[];
  marks: readonly LatencyMark[];
}) => {
  const { title, buckets, marks } = props;
  const classes = useStyles();
  const titleId = useId();
  const format = useFormatters();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const [pointed, setPointed] = useState<number>();
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const nameOf = ({ lowerMs, upperMs }: LatencyBucket) =>
    upperMs === undefined
      ? t('chart.bucketOpen', { lower: format.milliseconds(lowerMs) })
      : t('chart.bucket', {
          lower: format.milliseconds(lowerMs),
          upper: format.milliseconds(upperMs),
        });
  const shareOf = (bucket: LatencyBucket) =>
    format.fraction(bucket.count / total);
  const bucket = pointed === undefined ? undefined : buckets[pointed];
  return (
    <figure className={classes.root} aria-labelledby={titleId}>
      <Typography variant="subtitle2" component="h4" id={titleId}>
        {title}
      </Typography>
      {total === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {t('chart.noData')}
        </Typography>
      ) : (
        <>
          <HistogramPlot
            buckets={buckets}
            marks={marks}
            pointed={pointed}
            onPoint={setPointed}
          />
          <ul className={classes.legend}>
            {marks.map(mark => (
              <li key={mark.label}>
                <Typography component="span" variant="body2">
                  <span
                    aria-hidden
                    className={classes.sample}
                    style={{
                      borderTopStyle: mark.dashed ? 'dashed' : 'solid',
                      borderTopColor: mark.color,
                    }}
                  />
                  {mark.label}: {mark.text}
                </Typography>
              </li>
            ))}
          </ul>
          <Typography variant="body2" color="textSecondary" aria-hidden>
            {bucket
              ? t('chart.readOut', {
                  bucket: nameOf(bucket),
                  requests: format.count(bucket.count),
                  share: shareOf(bucket),
                })
              : t('chart.readOutHint')}
          </Typography>
          <ChartTable
            title={title}
            columns={[t('chart.latency'), t('chart.count'), t('chart.share')]}
            rows={() =>
              buckets.map(b => [nameOf(b), format.count(b.count), shareOf(b)])
            }
          />
        </>
      )}
    </figure>
  );
};
