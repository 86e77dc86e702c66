import type { ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResourceSource,
  ResourcesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';

/** Why a list may be old or not complete; nothing where its source is well. */
export const SourceAlert = (props: { source?: ResourceSource }) => {
  const { source } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  if (source?.state === 'failing') {
    return (
      <Alert severity="warning">
        {t('list.failing', { message: source.message ?? '' })}
      </Alert>
    );
  }
  return source?.state === 'starting' ? (
    <Alert severity="info">{t('list.starting')}</Alert>
  ) : null;
};

/** A title and what to know about it, under the headings of the page. */
const Notice = (props: { title: string; children: ReactNode }) => (
  <>
    <Typography variant="h6" component="h3">
      {props.title}
    </Typography>
    {props.children}
  </>
);

/** Why there is no object, which is not always that the cluster has none. */
export const NoResources = (props: {
  answer: ResourcesResponse;
  filtered: boolean;
}) => {
  const { kind, source } = props.answer;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const name = kindName(kind);
  if (source?.state === 'not_available') {
    return (
      <Notice title={t('list.notServedTitle')}>
        <Typography>{t('list.notServed', { kind: name })}</Typography>
        <Typography variant="body2">{source.message}</Typography>
      </Notice>
    );
  }
  if (props.filtered) {
    return <Typography>{t('list.noMatch')}</Typography>;
  }
  return source ? (
    <Notice title={t('list.noneTitle')}>
      <Typography>{t('list.none')}</Typography>
    </Notice>
  ) : (
    <Notice title={t('list.notWatchedTitle')}>
      <Typography>{t('list.notWatched', { kind: name })}</Typography>
    </Notice>
  );
};
