import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { HealthIssue } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

/** Why a cluster is not healthy: the worst first, with the objects that each is about. */
export const HealthIssues = (props: { issues: readonly HealthIssue[] }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  if (props.issues.length === 0) {
    return <Alert severity="success">{t('health.noIssues')}</Alert>;
  }
  return (
    <>
      {props.issues.map(({ code, severity, message, objects, count }) => {
        const more = count - objects.length;
        return (
          <Alert
            key={`${severity} ${code}`}
            severity={severity === 'critical' ? 'error' : 'warning'}
            style={{ marginBottom: 8 }}
          >
            {message}
            {objects.length > 0 && (
              <div>
                {objects.join(', ')}
                {more > 0 &&
                  ` ${t('health.andMore', { number: format.count(more) })}`}
              </div>
            )}
          </Alert>
        );
      })}
    </>
  );
};
