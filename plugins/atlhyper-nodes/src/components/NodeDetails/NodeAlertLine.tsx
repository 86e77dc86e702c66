import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeAlert } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  formatNodeAlertValue,
  useFormatters,
  useRuleTitle,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** A rule that a node breaks: what it measures, against which limit, since when. */
export const NodeAlertLine = (props: { alert: NodeAlert }) => {
  const { alert } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const ruleTitle = useRuleTitle();
  const { metric, holder = '' } = alert;
  const facts = {
    value: formatNodeAlertValue(format, metric, alert.value),
    limit: formatNodeAlertValue(format, metric, alert.limit),
    since: format.dateTime(alert.sinceMs),
  };
  return (
    <Alert severity={severityOf(alert)}>
      {metric === 'diskFullMs'
        ? t('alert.diskFull', { ...facts, holder })
        : t('alert.over', {
            ...facts,
            metric: `${ruleTitle(metric)} ${holder}`.trim(),
          })}
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
