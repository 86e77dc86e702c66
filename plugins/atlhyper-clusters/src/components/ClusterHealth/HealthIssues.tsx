import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClusterMetrics,
  HealthIssue,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  EntityLink,
  useFormatters,
  useRuleTitle,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

type Health = ClusterMetrics['health'];

const Issue = (props: { issue: HealthIssue }) => {
  const { code, severity, message, count, sinceMs } = props.issue;
  const { objects, entities } = props.issue;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const ruleTitle = useRuleTitle();
  const more = count - objects.length;
  const title = ruleTitle(code, '');
  return (
    <Alert
      severity={severity === 'critical' ? 'error' : 'warning'}
      style={{ marginBottom: 8 }}
    >
      {title
        ? t('health.issue', { title, number: format.count(count) })
        : message}
      {sinceMs !== undefined &&
        ` (${t('health.since', { time: format.dateTime(sinceMs) })})`}
      {objects.length > 0 && (
        <div>
          {objects.map((name, index) => (
            <span key={name}>
              {index > 0 && ', '}
              <EntityLink entity={entities[index]}>{name}</EntityLink>
            </span>
          ))}
          {more > 0 &&
            ` ${t('health.andMore', { number: format.count(more) })}`}
        </div>
      )}
    </Alert>
  );
};

/** What is not known of a cluster, which is not the same as healthy. */
const Unknown = (props: { health: Health }) => {
  const { unknown, asOfMs } = props.health;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const textOf = ({ part, reason }: Health['unknown'][number]) => {
    switch (reason) {
      case 'agent_silent':
        return t('health.asOf', { time: format.dateTime(asOfMs) });
      case 'agent_never_came':
        return t('health.never');
      case 'no_objects':
        return t('health.noObjects');
      default:
        return t('health.notListed', { part, reason });
    }
  };
  return (
    <Alert severity="info" style={{ marginBottom: 8 }}>
      {t('health.unknown')}
      {unknown.map(one => (
        <div key={`${one.part} ${one.reason}`}>{textOf(one)}</div>
      ))}
    </Alert>
  );
};

/** Why a cluster is not healthy: the worst first, with the objects that each is about. */
export const HealthIssues = (props: { health: Health }) => {
  const { health } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return (
    <>
      {health.unknown.length > 0 && <Unknown health={health} />}
      {health.status === 'healthy' && (
        <Alert severity="success">{t('health.noIssues')}</Alert>
      )}
      {health.issues.map(issue => (
        <Issue key={`${issue.severity} ${issue.code}`} issue={issue} />
      ))}
    </>
  );
};
