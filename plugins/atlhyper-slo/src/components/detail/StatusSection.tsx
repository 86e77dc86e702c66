import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type StatusHistoryResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  NO_DATA,
  PolledContent,
  StatusLabel,
  useFormatters,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import { isSameSubject } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import type { Shown } from './ItemDetail';
import { HISTORY_POLL_MS } from './useHistory';

/** As many as a reader goes through; the API gives the older ones. */
const MOST_CHANGES = 100;

const Changes = (props: { changes: StatusHistoryResponse['changes'] }) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const texts = useSloTexts();
  return (
    <DataList
      list="changes"
      label={t('status.label')}
      columns={[
        {
          id: 'time',
          title: t('status.time'),
          value: change => change.atMs,
          cell: change => format.dateTime(change.atMs),
        },
        {
          id: 'subject',
          title: t('status.subject'),
          value: ({ subject }) =>
            [texts.subject(subject), subject.cluster && `(${subject.cluster})`]
              .filter(Boolean)
              .join(' '),
          wraps: true,
        },
        {
          id: 'from',
          title: t('status.from'),
          value: change => change.from,
          cell: ({ from }) => (from ? <StatusLabel status={from} /> : NO_DATA),
        },
        {
          id: 'to',
          title: t('status.to'),
          value: change => change.to,
          cell: ({ to, reasons }) => (
            <StatusLabel status={to} reasons={reasons} />
          ),
        },
        {
          id: 'reasons',
          title: t('status.reasons'),
          value: change =>
            texts.reasonNames(change.reasons).join(', ') || undefined,
          wraps: true,
        },
      ]}
      rows={props.changes}
      rowId={change => `${change.atMs} ${JSON.stringify(change.subject)}`}
      empty={<Typography>{t('status.none')}</Typography>}
    />
  );
};

/** How the status went in this window, newest first; of the path or caller alone where one is shown. */
export const StatusSection = (props: { shown: Shown }) => {
  const { details, part } = props.shown;
  const { item, window } = details;
  const polled = useEndpoint(
    endpoints.getStatusHistory,
    {
      query:
        item.kind === 'domain'
          ? {
              domain: item.domain,
              cluster: item.cluster,
              window,
              limit: MOST_CHANGES,
            }
          : {
              service: `${item.cluster}/${item.namespace}/${item.service}`,
              window,
              limit: MOST_CHANGES,
            },
    },
    { intervalMs: HISTORY_POLL_MS },
  );
  return (
    <PolledContent polled={polled}>
      {({ changes }) => (
        <Changes
          changes={changes.filter(
            change =>
              !part ||
              isSameSubject(
                { ...change.subject, cluster: undefined },
                part.subject,
              ),
          )}
        />
      )}
    </PolledContent>
  );
};
