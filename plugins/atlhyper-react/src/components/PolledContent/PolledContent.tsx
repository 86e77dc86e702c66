import type { ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../../format/useFormatters';
import type { Polled } from '../../hooks/usePolling';
import { atlhyperReactTranslationRef } from '../../translation';

/** What the backend gave as reason, which says more than the status of its answer. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && cause.message
    ? cause.message
    : error.message;
}

/**
 * The states of something polled: progress, an error with a way to try again, or the content –
 * with a word of warning above it once an update failed.
 */
export function PolledContent<T>(props: {
  polled: Polled<T>;
  children: (value: T) => ReactNode;
}) {
  const { polled } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  if (polled.loading) {
    return <Progress aria-label={t('polled.loading')} />;
  }
  const retry = (
    <Button size="small" onClick={polled.refresh}>
      {t('polled.retry')}
    </Button>
  );
  if (polled.value === undefined) {
    return (
      <>
        <ResponseErrorPanel
          error={polled.error!}
          title={reasonOf(polled.error!)}
        />
        {retry}
      </>
    );
  }
  return (
    <>
      {polled.error && (
        <Alert severity="warning" action={retry}>
          {t('polled.stale', { time: format.time(polled.updatedMs) })}{' '}
          {reasonOf(polled.error)}
        </Alert>
      )}
      {props.children(polled.value)}
    </>
  );
}

/** "Updated 12:30:15", so that a reader knows how old the figures are. */
export const UpdatedAt = (props: { polled: Polled<unknown> }) => {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  return props.polled.updatedMs === undefined ? null : (
    <Typography variant="caption">
      {t('polled.updated', { time: format.time(props.polled.updatedMs) })}
    </Typography>
  );
};
