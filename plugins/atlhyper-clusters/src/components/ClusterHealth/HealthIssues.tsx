import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { HealthIssue } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

/** Rules that have words in every language; one of a newer backend speaks its own, English. */
const ISSUES = {
  no_nodes: 'issue.no_nodes',
  node_not_ready: 'issue.node_not_ready',
  node_pressure: 'issue.node_pressure',
  node_overused: 'issue.node_overused',
  requests_over_allocatable: 'issue.requests_over_allocatable',
  pods_unschedulable: 'issue.pods_unschedulable',
  containers_crash_looping: 'issue.containers_crash_looping',
  containers_oom_killed: 'issue.containers_oom_killed',
  containers_not_starting: 'issue.containers_not_starting',
  pods_close_to_limit: 'issue.pods_close_to_limit',
  usage_source_failing: 'issue.usage_source_failing',
} as const;

const isKnown = (code: string): code is keyof typeof ISSUES =>
  Object.hasOwn(ISSUES, code);

const Issue = (props: { issue: HealthIssue }) => {
  const { code, severity, message, objects, count } = props.issue;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const more = count - objects.length;
  return (
    <Alert
      severity={severity === 'critical' ? 'error' : 'warning'}
      style={{ marginBottom: 8 }}
    >
      {isKnown(code)
        ? t(ISSUES[code], { number: format.count(count) })
        : message}
      {objects.length > 0 && (
        <div>
          {objects.join(', ')}
          {more > 0 &&
            ` ${t('health.andMore', { number: format.count(more) })}`}
        </div>
      )}
    </Alert>
  );
};

/** Why a cluster is not healthy: the worst first, with the objects that each is about. */
export const HealthIssues = (props: { issues: readonly HealthIssue[] }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return props.issues.length === 0 ? (
    <Alert severity="success">{t('health.noIssues')}</Alert>
  ) : (
    <>
      {props.issues.map(issue => (
        <Issue key={`${issue.severity} ${issue.code}`} issue={issue} />
      ))}
    </>
  );
};
