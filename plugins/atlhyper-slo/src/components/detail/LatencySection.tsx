import { useMemo } from 'react';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloLatencyResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  LatencyHistogram,
  PolledContent,
  useAtlhyperApi,
  useFormatters,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { loadLatency } from '../../model/itemDetails';
import { atlhyperSloTranslationRef } from '../../translation';
import { useQuantileText } from '../cells/Quantile';
import type { Shown } from './ItemDetail';
import { HISTORY_POLL_MS, shownKey } from './useHistory';

const MARKS = [
  { name: 'p50', label: 'P50', color: '#2e7d32' },
  { name: 'p95', label: 'P95', color: '#7b1fa2' },
  { name: 'p99', label: 'P99', color: '#c62828' },
] as const;

const Histogram = (props: { latency: SloLatencyResponse }) => {
  const { latency } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const quantileText = useQuantileText();
  const threshold = latency.target.latency?.threshold_ms;
  const buckets = useMemo(
    () =>
      latency.buckets.map(bucket => ({
        lowerMs: bucket.lower_ms,
        upperMs: bucket.upper_ms,
        count: bucket.count,
      })),
    [latency],
  );
  const marks = [
    ...MARKS.map(({ name, label, color }) => ({
      label,
      color,
      text: quantileText(latency.quantiles[name]),
      valueMs: latency.quantiles[name]?.valueMs,
    })),
    ...(threshold === undefined
      ? []
      : [
          {
            label: t('latency.threshold'),
            text: format.milliseconds(threshold),
            valueMs: threshold,
            color: '#e65100',
            dashed: true,
          },
        ]),
  ];
  const share = latency.latency_share;
  return (
    <>
      {share && threshold !== undefined && (
        <Typography paragraph>
          {t(share.estimated ? 'latency.shareEstimated' : 'latency.share', {
            share: format.percent(share.value),
            threshold: format.milliseconds(threshold),
            lower: format.percent(share.lower),
            upper: format.percent(share.upper),
          })}
        </Typography>
      )}
      <LatencyHistogram
        title={t('latency.title')}
        buckets={buckets}
        marks={marks}
      />
    </>
  );
};

/** How long the requests of the window took. */
export const LatencySection = (props: { shown: Shown }) => {
  const { details, part } = props.shown;
  const api = useAtlhyperApi();
  const polled = usePolling(
    signal =>
      loadLatency(
        api,
        details.item,
        { window: details.window, select: part?.select },
        { signal },
      ),
    {
      key: JSON.stringify(['latency', ...shownKey(props.shown)]),
      intervalMs: HISTORY_POLL_MS,
    },
  );
  return (
    <PolledContent polled={polled}>
      {latency => <Histogram latency={latency} />}
    </PolledContent>
  );
};
