import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  NodeAlert,
  NodeAlertMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  formatNodeAlertValue,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** How the figures that rules watch are called. */
const METRIC_NAMES = {
  cpuUsedFraction: 'alert.cpuUsedFraction',
  memoryUsedFraction: 'alert.memoryUsedFraction',
  diskUsedFraction: 'alert.diskUsedFraction',
  temperatureCelsius: 'alert.temperatureCelsius',
  cpuPressureFraction: 'alert.cpuPressureFraction',
  memoryPressureFraction: 'alert.memoryPressureFraction',
  ioPressureFraction: 'alert.ioPressureFraction',
  diskFullMs: 'alert.diskFullMs',
} as const satisfies Record<NodeAlertMetric, string>;

/** A rule that a node breaks: what it measures, against which limit, since when. */
export const NodeAlertLine = (props: { alert: NodeAlert }) => {
  const { alert } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const facts = {
    metric: [t(METRIC_NAMES[alert.metric]), alert.holder]
      .filter(Boolean)
      .join(' '),
    value: formatNodeAlertValue(format, alert.metric, alert.value),
    limit: formatNodeAlertValue(format, alert.metric, alert.limit),
    since: format.dateTime(alert.sinceMs),
  };
  return (
    <Alert severity={severityOf(alert)}>
      {alert.metric === 'diskFullMs'
        ? t('alert.diskFull', facts)
        : t('alert.over', facts)}
      {alert.state === 'pending' && ` ${t('alert.pending')}`}
    </Alert>
  );
};

function severityOf({ state, severity }: NodeAlert) {
  if (state === 'pending') {
    return 'info';
  }
  return severity === 'critical' ? 'error' : 'warning';
}
