import type { ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import {
  EmptyState,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../../format/useFormatters';
import type { Polled } from '../../hooks/usePolling';
import { atlhyperReactTranslationRef } from '../../translation';

const useStyles = makeStyles({ previous: { opacity: 0.6 } });

/** What the backend gave as reason, which says more than the status of its answer. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && cause.message
    ? cause.message
    : error.message;
}

/** The status of the answer that an error was made from, or `undefined` for another error. */
function statusOf(error: Error): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Why there is nothing to show, and what to do about it. */
const LoadError = (props: {
  error: Error;
  retry: JSX.Element;
  permission?: string;
}) => {
  const { error, retry, permission } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  if (statusOf(error) === 403) {
    return (
      <EmptyState
        missing="info"
        title={t('polled.denied')}
        description={`${reasonOf(error)} ${
          permission === undefined
            ? t('polled.deniedHint')
            : t('polled.deniedPermission', { permission })
        }`}
      />
    );
  }
  if (statusOf(error) === 404) {
    return (
      <EmptyState
        missing="data"
        title={t('polled.notFound')}
        description={reasonOf(error)}
        action={retry}
      />
    );
  }
  return (
    <>
      <ResponseErrorPanel error={error} title={reasonOf(error)} />
      <Typography variant="body2">{t('polled.errorHint')}</Typography>
      {retry}
    </>
  );
};

/**
 * The states of something polled: progress, an error with a way to try again, or the content –
 * with a word of warning above it once an update failed.
 */
export function PolledContent<T>(props: {
  polled: Polled<T>;
  /** What it takes to see this, for who may not; those of SLO figures where absent. */
  permission?: string;
  children: (value: T) => ReactNode;
}) {
  const { polled } = props;
  const classes = useStyles();
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
      <LoadError
        error={polled.error!}
        retry={retry}
        permission={props.permission}
      />
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
      {/* Always there: to come and go it would begin the content anew. */}
      <div
        className={polled.isPrevious ? classes.previous : undefined}
        aria-busy={polled.isPrevious}
      >
        {props.children(polled.value)}
      </div>
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
