import Box from '@material-ui/core/Box';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ImportTargetsResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import { DataList } from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import { atlhyperSloTranslationRef } from '../../translation';

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
        <DataList
          list="import"
          label={t('openslo.label')}
          columns={[
            {
              id: 'subject',
              title: t('openslo.subject'),
              value: ({ subject }) => texts.subject(subject),
            },
            {
              id: 'cluster',
              title: t('openslo.cluster'),
              value: ({ subject }) =>
                subject.cluster ?? t('editor.allClusters'),
            },
            {
              id: 'window',
              title: t('openslo.window'),
              value: ({ window }) => t(`openslo.windows.${window}`),
            },
            {
              id: 'target',
              title: t('table.target'),
              value: ({ objective: { availability, latency } }) =>
                texts.objectives({ availability, latency }).join(', '),
              wraps: true,
            },
          ]}
          rows={targets}
          rowId={({ subject, window }) => JSON.stringify([subject, window])}
        />
      )}
      {warnings.map(warning => (
        <Alert key={warning} severity="warning">
          {warning}
        </Alert>
      ))}
    </Box>
  );
};
