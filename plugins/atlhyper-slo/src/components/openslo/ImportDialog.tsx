import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type ImportTargetsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useAtlhyperApi,
  useRefreshAll,
  useSubmit,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { ImportResult } from './ImportResult';

/** Takes OpenSLO documents in: first it shows what they would set, then it sets it. */
export const ImportDialog = (props: { onClose: () => void }) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const refreshAll = useRefreshAll();
  const titleId = useId();
  const fileId = useId();
  const [yaml, setYaml] = useState('');
  const [result, setResult] = useState<ImportTargetsResponse>();
  const { submit, busy, error } = useSubmit();
  const change = (text: string) => {
    setYaml(text);
    // What was shown is not what would be set any more.
    setResult(undefined);
  };
  const send = (dryRun: boolean) =>
    submit(async () => {
      setResult(
        await api.call(endpoints.importOpenSlo, {
          query: { dry_run: dryRun },
          body: yaml,
        }),
      );
      if (!dryRun) refreshAll();
    });
  const isChecked = result?.dryRun === true;
  const isDone = result?.dryRun === false;
  return (
    <Dialog
      open
      fullWidth
      maxWidth="md"
      onClose={props.onClose}
      aria-labelledby={titleId}
    >
      <DialogTitle id={titleId}>{t('openslo.title')}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" paragraph>
          {t('openslo.hint')}
        </Typography>
        <label htmlFor={fileId}>{t('openslo.file')} </label>
        <input
          id={fileId}
          type="file"
          accept=".yaml,.yml"
          onChange={event => {
            const file = event.target.files?.[0];
            if (file) {
              submit(async () => change(await file.text()));
            }
          }}
        />
        <TextField
          fullWidth
          multiline
          minRows={8}
          maxRows={16}
          margin="normal"
          variant="outlined"
          id="atlhyper-openslo-yaml"
          label={t('openslo.yaml')}
          value={yaml}
          onChange={event => change(event.target.value)}
          inputProps={{ style: { fontFamily: 'monospace', fontSize: 13 } }}
        />
        {error && <Alert severity="error">{error.message}</Alert>}
        {result && <ImportResult result={result} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={props.onClose}>
          {t(isDone ? 'editor.close' : 'editor.cancel')}
        </Button>
        <Button
          onClick={() => send(true)}
          disabled={busy || yaml.trim() === ''}
          color="primary"
        >
          {t('openslo.check')}
        </Button>
        <Button
          onClick={() => send(false)}
          disabled={busy || !isChecked || result.targets.length === 0}
          color="primary"
          variant="contained"
        >
          {t('openslo.apply')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
