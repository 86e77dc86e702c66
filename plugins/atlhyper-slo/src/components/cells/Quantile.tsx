import Tooltip from '@material-ui/core/Tooltip';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { LatencyQuantile } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

/** Text of a quantile: "~287 ms" within a bucket, "> 5 s" past the last bound. */
export function useQuantileText() {
  const format = useFormatters();
  return (quantile?: LatencyQuantile): string => {
    if (!quantile) {
      return NO_DATA;
    }
    const { valueMs, lowerMs, upperMs } = quantile;
    if (valueMs === undefined) {
      return `> ${format.milliseconds(lowerMs)}`;
    }
    // On a bound it is exact; between two it was interpolated.
    const isExact = valueMs === lowerMs || valueMs === upperMs;
    return `${isExact ? '' : '~'}${format.milliseconds(valueMs)}`;
  };
}

/** A latency quantile with, as a hint, the bucket it fell in. */
export const Quantile = (props: { quantile?: LatencyQuantile }) => {
  const { quantile } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const textOf = useQuantileText();
  if (!quantile) {
    return <>{NO_DATA}</>;
  }
  const lower = format.milliseconds(quantile.lowerMs);
  const hint =
    quantile.valueMs === undefined
      ? t('table.bucketOpen', { lower })
      : t('table.bucket', {
          lower,
          upper: format.milliseconds(quantile.upperMs),
        });
  return (
    <Tooltip title={hint}>
      {/* The keyboard shows the hint only of what it can reach. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <span tabIndex={0}>{textOf(quantile)}</span>
    </Tooltip>
  );
};
