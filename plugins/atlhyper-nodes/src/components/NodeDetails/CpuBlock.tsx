import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { CpuMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

const useStyles = makeStyles(theme => ({
  strip: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: 2,
    margin: theme.spacing(0.5, 0),
    padding: 0,
    listStyle: 'none',
  },
  core: {
    width: 34,
    height: 22,
    fontSize: 11,
    lineHeight: '22px',
    textAlign: 'center',
    borderRadius: 2,
    border: `1px solid ${theme.palette.divider}`,
    fontVariantNumeric: 'tabular-nums',
  },
}));

/** One cell per core: its use as a figure, and as the strength of its colour. */
const CoreStrip = (props: { fractions: (number | null)[] }) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <ul className={classes.strip} aria-label={t('cpu.cores')}>
      {props.fractions.map((fraction, index) => {
        const text = t('cpu.core', {
          index: String(index),
          value: format.fraction(fraction ?? undefined),
        });
        return (
          // The kernel numbers cores; they never change places.
          // eslint-disable-next-line react/no-array-index-key
          <Tooltip key={index} title={text}>
            <li
              className={classes.core}
              aria-label={text}
              style={{
                background: `rgba(230, 126, 34, ${(fraction ?? 0) * 0.75})`,
              }}
            >
              {fraction === null ? NO_DATA : Math.round(fraction * 100)}
            </li>
          </Tooltip>
        );
      })}
    </ul>
  );
};

/** CPU shares of the last interval, load, and the use of every core. */
export const CpuBlock = (props: { cpu: CpuMetrics }) => {
  const { cpu } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <div>
      <Facts
        facts={[
          [t('cpu.used'), format.fraction(cpu.usedFraction)],
          [t('cpu.user'), format.fraction(cpu.userFraction)],
          [t('cpu.system'), format.fraction(cpu.systemFraction)],
          [t('cpu.iowait'), format.fraction(cpu.iowaitFraction)],
          [t('cpu.steal'), format.fraction(cpu.stealFraction)],
          [
            t('cpu.load'),
            [cpu.load1, cpu.load5, cpu.load15].map(format.number).join(', '),
          ],
          [t('cpu.switches'), format.perSecond(cpu.contextSwitchesPerSecond)],
          [t('cpu.interrupts'), format.perSecond(cpu.interruptsPerSecond)],
          [t('cpu.model'), cpu.modelName ?? NO_DATA],
          [
            t('cpu.frequency'),
            cpu.frequencyMhz === undefined
              ? NO_DATA
              : `${format.number(cpu.frequencyMhz / 1000)} GHz`,
          ],
        ]}
      />
      {cpu.coreUsedFractions && (
        <>
          <Typography variant="caption" color="textSecondary">
            {t('cpu.cores')} (%)
          </Typography>
          <CoreStrip fractions={cpu.coreUsedFractions} />
        </>
      )}
    </div>
  );
};
