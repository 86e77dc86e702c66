import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type StatusHistoryResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
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
  if (props.changes.length === 0) {
    return <Typography>{t('status.none')}</Typography>;
  }
  return (
    <TableContainer>
      <Table size="small" aria-label={t('status.label')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('status.time')}</TableCell>
            <TableCell>{t('status.subject')}</TableCell>
            <TableCell>{t('status.from')}</TableCell>
            <TableCell>{t('status.to')}</TableCell>
            <TableCell>{t('status.reasons')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.changes.map(change => (
            <TableRow key={`${change.atMs} ${JSON.stringify(change.subject)}`}>
              <TableCell>{format.dateTime(change.atMs)}</TableCell>
              <TableCell>
                {texts.subject(change.subject)}
                {change.subject.cluster && ` (${change.subject.cluster})`}
              </TableCell>
              <TableCell>
                {change.from ? <StatusLabel status={change.from} /> : NO_DATA}
              </TableCell>
              <TableCell>
                <StatusLabel status={change.to} reasons={change.reasons} />
              </TableCell>
              <TableCell>
                {texts.reasonNames(change.reasons).join(', ') || NO_DATA}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
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
