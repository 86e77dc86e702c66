import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { UsageFigures } from '@atlhyper/backstage-plugin-atlhyper-common';
import { NO_DATA } from '../../format/formatters';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: { ...theme.typography.body2, minWidth: 150 },
  used: { fontVariantNumeric: 'tabular-nums', fontWeight: 600 },
  asked: {
    ...theme.typography.caption,
    display: 'block',
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  track: {
    position: 'relative',
    height: 6,
    margin: theme.spacing(0.25, 0),
    borderRadius: 3,
    background: theme.palette.action.selected,
  },
  bar: {
    height: '100%',
    borderRadius: 3,
    background: theme.palette.primary.main,
  },
  over: { background: theme.palette.warning.main },
  close: { background: theme.palette.error.main },
  request: {
    position: 'absolute',
    top: -2,
    bottom: -2,
    width: 2,
    background: theme.palette.text.primary,
  },
}));

const percent = (fraction: number) => `${Math.min(1, fraction) * 100}%`;

/**
 * What is used of a resource, against the limit, or where there is none against the request. The
 * line across the bar is the request; use beyond it is marked.
 */
export const UsageBar = (props: {
  usage: UsageFigures;
  /** Writes cores or bytes. */
  format: (value?: number) => string;
  /** It uses 90 % of its limit or more. */
  close?: boolean;
}) => {
  const { usage, format } = props;
  const { used, request, limit, ofRequestFraction = 0 } = usage;
  const isOver = ofRequestFraction > 1;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const classes = useStyles();
  const { fraction } = useFormatters();
  const whole = limit ?? request;
  return (
    <div className={classes.root}>
      <span className={classes.used}>
        {used === undefined ? NO_DATA : format(used)}
      </span>
      {whole !== undefined && whole > 0 && (
        <div className={classes.track} aria-hidden>
          {used !== undefined && (
            <div
              className={`${classes.bar} ${isOver ? classes.over : ''} ${
                props.close ? classes.close : ''
              }`}
              style={{ width: percent(used / whole) }}
            />
          )}
          {limit !== undefined && request !== undefined && (
            <div
              className={classes.request}
              style={{ left: percent(request / limit) }}
            />
          )}
        </div>
      )}
      <span className={classes.asked}>
        {request === undefined
          ? t('pods.noRequest')
          : t(isOver ? 'pods.overRequest' : 'pods.request', {
              value: format(request),
              share: fraction(ofRequestFraction),
            })}
        {', '}
        {limit === undefined
          ? t('pods.noLimit')
          : t('pods.limit', { value: format(limit) })}
      </span>
    </div>
  );
};
