import Box from '@material-ui/core/Box';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ImportTargetsResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useSloTexts } from '../../hooks/useSloTexts';
import { atlhyperSloTranslationRef } from '../../translation';
import { SortableHead } from '../list/SortableHead';

/** What an import sets or would set, and what of the documents it leaves out. */
export const ImportResult = (props: { result: ImportTargetsResponse }) => {
  const { dryRun, targets, warnings } = props.result;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const texts = useSloTexts();
  return (
    <Box aria-live="polite">
      <Alert severity={dryRun ? 'info' : 'success'}>
        {t(dryRun ? 'openslo.wouldSet' : 'openslo.set', {
          count: targets.length,
        })}
      </Alert>
      {targets.length > 0 && (
        <Table size="small" aria-label={t('openslo.label')}>
          <SortableHead
            columns={[
              { label: t('openslo.subject') },
              { label: t('openslo.cluster') },
              { label: t('openslo.window') },
              { label: t('table.target') },
            ]}
          />
          <TableBody>
            {targets.map(({ subject, window, objective }) => (
              <TableRow key={JSON.stringify([subject, window])}>
                <TableCell component="th" scope="row">
                  {texts.subject(subject)}
                </TableCell>
                <TableCell>
                  {subject.cluster ?? t('editor.allClusters')}
                </TableCell>
                <TableCell>{t(`openslo.windows.${window}`)}</TableCell>
                <TableCell>
                  {texts
                    .objectives({
                      availability: objective.availability,
                      latency: objective.latency,
                    })
                    .join(', ')}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {warnings.map(warning => (
        <Alert key={warning} severity="warning">
          {warning}
        </Alert>
      ))}
    </Box>
  );
};
