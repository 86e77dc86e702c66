import { useMemo } from 'react';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloHistoryResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  TimeSeriesChart,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { forecastLine } from '../../model/historySeries';
import { isCountedTogether } from '../../model/ownFigures';
import { atlhyperSloTranslationRef } from '../../translation';
import type { Shown } from './ItemDetail';
import { SERIES_COLORS } from './seriesColors';
import { useHistory } from './useHistory';

/** What becomes of the budget if things stay as they are. */
const Forecast = (props: {
  history: SloHistoryResponse;
  isCountedTogether: boolean;
  /** Alerts say that it burns now: that it lasts must not be read below them. */
  isBurning: boolean;
}) => {
  const { forecast, toMs } = props.history;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  if (!forecast || props.isCountedTogether) {
    return (
      <Typography paragraph>
        {t(
          props.isCountedTogether
            ? 'budget.sharedForecast'
            : 'budget.noForecast',
        )}
      </Typography>
    );
  }
  const { recent, exhaustedAtMs } = forecast;
  const rate = t('budget.rate', {
    factor: `${format.number(recent.burn_rate)}x`,
    window: format.duration(recent.windowMs),
    bad: format.count(recent.bad_requests),
    total: format.count(recent.total_requests),
  });
  let text: string | undefined = props.isBurning
    ? undefined
    : t('budget.never');
  if (exhaustedAtMs !== undefined) {
    text =
      exhaustedAtMs <= toMs
        ? t('budget.exhausted')
        : t('budget.exhaustedAt', {
            time: format.dateTime(exhaustedAtMs),
            left: format.duration(exhaustedAtMs - toMs),
          });
  }
  return (
    <Typography paragraph>
      {text && <strong>{text}</strong>} {rate}
    </Typography>
  );
};

const BurnDown = (props: { history: SloHistoryResponse }) => {
  const { history } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const chart = useMemo(() => {
    const { points } = history;
    const line = forecastLine(history, (history.toMs - history.fromMs) / 2);
    // The forecast begins at a point of the past; only its end is a time of its own.
    const end = line.at(-1);
    const timesMs = points.map(point => point.startMs);
    const remaining = points.map(point => point.error_budget_remaining);
    const known = remaining.filter((v): v is number => v !== undefined);
    return {
      timesMs: end ? [...timesMs, end.timeMs] : timesMs,
      series: [
        {
          label: t('budget.remaining'),
          values: end ? [...remaining, undefined] : remaining,
          color: SERIES_COLORS.budget,
        },
        ...(end
          ? [
              {
                label: t('budget.forecast'),
                values: [
                  ...timesMs.map(timeMs =>
                    timeMs === line[0].timeMs ? line[0].remaining : undefined,
                  ),
                  end.remaining,
                ],
                color: SERIES_COLORS.forecast,
                dashed: true,
                joinGaps: true,
              },
            ]
          : []),
      ],
      range: [Math.min(0, Math.floor(Math.min(0, ...known))), 100] as [
        number,
        number,
      ],
    };
  }, [history, t]);
  return (
    <TimeSeriesChart
      title={t('budget.title')}
      timesMs={chart.timesMs}
      series={chart.series}
      format={format.percent}
      range={chart.range}
      height={260}
    />
  );
};

/** What is left of the error budget over time, and when nothing will be. */
export const BudgetSection = ({ shown }: { shown: Shown }) => {
  const { judgement } = shown.part ?? shown.details;
  return (
    <PolledContent polled={useHistory(shown)}>
      {history => (
        <>
          <Forecast
            history={history}
            isCountedTogether={isCountedTogether(judgement)}
            isBurning={judgement.reasons.some(
              reason => reason === 'burning_fast' || reason === 'burning_slow',
            )}
          />
          <BurnDown history={history} />
        </>
      )}
    </PolledContent>
  );
};
