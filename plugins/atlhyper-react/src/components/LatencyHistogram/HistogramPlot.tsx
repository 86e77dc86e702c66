import { useMemo } from 'react';
import { lighten, useTheme } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';
import { createLogScale, type LatencyBucket } from './logScale';

/** A quantile or a threshold: a line across the bars. */
export type LatencyMark = {
  label: string;
  /** What the legend says of it. */
  text: string;
  /** Where it lies; absent where that is not known. */
  valueMs?: number;
  color: string;
  dashed?: boolean;
};

const WIDTH = 720;
const HEIGHT = 270;
const PLOT = { left: 100, right: WIDTH - 12, top: 62, bottom: HEIGHT - 36 };
/** Marks may lie side by side: their names stand one below the other. */
const MARK_NAME_HEIGHT = 13;
const BAR_COLOR = '#1976d2';

/** The bars, marks and axes of a `LatencyHistogram`; for the eye only. */
export const HistogramPlot = (props: {
  buckets: readonly LatencyBucket[];
  marks: readonly LatencyMark[];
  pointed?: number;
  onPoint: (index?: number) => void;
}) => {
  const { buckets, marks, pointed, onPoint } = props;
  const { palette } = useTheme();
  const format = useFormatters();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const scale = useMemo(
    () =>
      createLogScale(
        buckets,
        marks.flatMap(mark => mark.valueMs ?? []),
      ),
    [buckets, marks],
  );
  const colorOf = (color: string) =>
    palette.type === 'dark' ? lighten(color, 0.45) : color;
  const greatest = Math.max(...buckets.map(bucket => bucket.count));
  const x = (valueMs: number) =>
    PLOT.left + scale.position(valueMs) * (PLOT.right - PLOT.left);
  const y = (count: number) =>
    PLOT.bottom - (count / greatest) * (PLOT.bottom - PLOT.top);
  const levels = [0, greatest / 2, greatest].filter(Number.isInteger);
  const text = { fill: palette.text.secondary, fontSize: 12 };
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      style={{ maxWidth: 1.3 * WIDTH }}
      aria-hidden
      onMouseLeave={() => onPoint(undefined)}
    >
      {levels.map(level => (
        <g key={level}>
          <line
            x1={PLOT.left}
            x2={PLOT.right}
            y1={y(level)}
            y2={y(level)}
            stroke={palette.divider}
          />
          <text {...text} x={PLOT.left - 6} y={y(level) + 4} textAnchor="end">
            {format.count(level)}
          </text>
        </g>
      ))}
      {scale.ticks.map(tick => (
        <text
          {...text}
          key={tick}
          x={x(tick)}
          y={PLOT.bottom + 16}
          textAnchor="middle"
        >
          {format.milliseconds(tick)}
        </text>
      ))}
      {/* The axes: what is counted, and that the scale is no linear one shows in its marks. */}
      <text {...text} x={4} y={PLOT.top - 14}>
        {t('chart.count')}
      </text>
      <text {...text} x={PLOT.right} y={HEIGHT - 4} textAnchor="end">
        {t('chart.latency')}
      </text>
      {buckets.map((bucket, index) => {
        const left = x(bucket.lowerMs);
        const right = x(bucket.upperMs ?? Infinity);
        return (
          <g key={bucket.lowerMs} onMouseEnter={() => onPoint(index)}>
            <rect
              x={left + 1}
              width={Math.max(1, right - left - 2)}
              y={y(bucket.count)}
              height={PLOT.bottom - y(bucket.count)}
              fill={colorOf(BAR_COLOR)}
              opacity={pointed === index ? 1 : 0.75}
            />
            {/* The whole column answers to the pointer, however low its bar. */}
            <rect
              x={left}
              width={Math.max(1, right - left)}
              y={PLOT.top}
              height={PLOT.bottom - PLOT.top}
              fill="transparent"
            />
          </g>
        );
      })}
      {marks.map(
        (mark, index) =>
          mark.valueMs !== undefined && (
            <g key={mark.label} pointerEvents="none">
              <line
                x1={x(mark.valueMs)}
                x2={x(mark.valueMs)}
                y1={4 + index * MARK_NAME_HEIGHT}
                y2={PLOT.bottom}
                stroke={colorOf(mark.color)}
                strokeWidth={2}
                strokeDasharray={mark.dashed ? '6 4' : undefined}
              />
              <text
                {...text}
                x={x(mark.valueMs) + 4}
                y={12 + index * MARK_NAME_HEIGHT}
              >
                {mark.label}
              </text>
            </g>
          ),
      )}
    </svg>
  );
};
