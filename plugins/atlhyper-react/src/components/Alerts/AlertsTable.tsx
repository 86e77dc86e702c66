import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '../../format/useFormatters';
import { useEntityLink } from '../../hooks/useEntityLink';
import { atlhyperReactTranslationRef } from '../../translation';
import type { ListColumn } from '../DataList/columns';
import { DataList } from '../DataList/DataList';
import { TitledList } from '../DataList/TitledList';
import { StatusLabel } from '../StatusLabel/StatusLabel';
import { useMeasuredTexts } from './useMeasuredTexts';
import { useRuleTitle } from './useRuleTitle';

/** What was measured within an alert; one line for each window. */
const Measured = (props: { alert: AlertRecord }) => {
  const { variants, state } = props.alert;
  const textsOf = useMeasuredTexts();
  const shown = variants.filter(
    one => !one.inhibited && (state === 'resolved' || one.state === 'firing'),
  );
  return (
    <>
      {shown.map(one => (
        <div key={`${one.window} ${one.severity} ${one.sinceMs}`}>
          {textsOf(one, state).join(' · ')}
        </div>
      ))}
    </>
  );
};

/** The worst first. */
const STATES = ['critical', 'warning', 'resolved'];

/** Alerts of any kind, in the order given: one row each, however many windows and limits are within. */
export const AlertsTable = (props: {
  alerts: readonly AlertRecord[];
  title: string;
  /** Where the title stands above already. */
  titleHidden?: boolean;
}) => {
  const { alerts, title, titleHidden } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  const ruleTitle = useRuleTitle();
  const entityLink = useEntityLink();
  if (alerts.length === 0) {
    return <Typography variant="body2">{t('alerts.none')}</Typography>;
  }
  const firedMs = (alert: AlertRecord) => alert.firedMs ?? alert.sinceMs;
  const columns: ListColumn<AlertRecord>[] = [
    {
      id: 'where',
      title: t('alerts.where'),
      value: alert => [alert.title, alert.part].filter(Boolean).join(' '),
      to: alert => entityLink(alert.entity),
    },
    {
      id: 'what',
      title: t('alerts.what'),
      value: alert => ruleTitle(alert.rule, alert.rule_title),
      wraps: true,
    },
    {
      id: 'state',
      title: t('alerts.state'),
      value: ({ severity, resolvedMs }) =>
        STATES.indexOf(resolvedMs === undefined ? severity : 'resolved'),
      cell: alert =>
        alert.resolvedMs === undefined ? (
          <StatusLabel status={alert.severity} />
        ) : (
          t('alerts.resolved', {
            duration: format.duration(alert.resolvedMs - firedMs(alert)),
          })
        ),
    },
    {
      id: 'fired',
      title: t('alerts.fired'),
      value: firedMs,
      cell: alert => format.dateTime(firedMs(alert)),
    },
    {
      id: 'measured',
      title: t('alerts.measured'),
      cell: alert => <Measured alert={alert} />,
      wraps: true,
    },
  ];
  const list = {
    list: 'alerts',
    columns,
    rows: alerts,
    rowId: (alert: AlertRecord) => alert.id,
  };
  return titleHidden ? (
    <DataList label={title} {...list} />
  ) : (
    <TitledList title={title} {...list} />
  );
};
