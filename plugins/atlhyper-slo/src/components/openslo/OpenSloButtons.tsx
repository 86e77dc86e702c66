import { useState } from 'react';
import Button from '@material-ui/core/Button';
import DownloadIcon from '@material-ui/icons/GetApp';
import UploadIcon from '@material-ui/icons/Publish';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  downloadText,
  useAtlhyperApi,
  useMayUpdateTargets,
  type TargetResource,
  useSubmit,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { ImportDialog } from './ImportDialog';

/**
 * Takes all targets out as OpenSLO documents, and in again. Taking them in is offered to who may
 * set a target of at least one of `resources`.
 */
export const OpenSloButtons = (props: { resources: TargetResource[] }) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const [importing, setImporting] = useState(false);
  const mayUpdate = useMayUpdateTargets(props.resources);
  const { submit, busy, error } = useSubmit();
  return (
    <>
      <Button
        size="small"
        startIcon={<DownloadIcon />}
        disabled={busy}
        onClick={() =>
          submit(async () =>
            downloadText({
              name: 'atlhyper-slo.yaml',
              type: 'application/yaml',
              text: await api.call(endpoints.exportOpenSlo),
            }),
          )
        }
      >
        {t('openslo.export')}
      </Button>
      {mayUpdate && (
        <Button
          size="small"
          startIcon={<UploadIcon />}
          onClick={() => setImporting(true)}
        >
          {t('openslo.import')}
        </Button>
      )}
      {error && <Alert severity="error">{error.message}</Alert>}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
};
