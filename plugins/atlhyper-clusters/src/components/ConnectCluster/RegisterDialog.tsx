import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  clusterIdSchema,
  endpoints,
  type ResponseOf,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useAtlhyperApi,
  useSubmit,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { ConnectSteps } from './ConnectSteps';

type Registered = ResponseOf<typeof endpoints.registerCluster>;

/** Registers a cluster and shows its token, once. `onClose` is told the id of what was registered. */
export const RegisterDialog = (props: {
  onClose: (registered?: string) => void;
}) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const titleId = useId();
  const api = useAtlhyperApi();
  const { submit, busy, error } = useSubmit();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [registered, setRegistered] = useState<Registered>();
  const isWrong = id !== '' && !clusterIdSchema.safeParse(id).success;
  const register = () =>
    submit(async () => {
      const body = { id, ...(name.trim() && { display_name: name.trim() }) };
      setRegistered(await api.call(endpoints.registerCluster, { body }));
    });
  const cluster = registered?.cluster.id;
  return (
    <Dialog
      open
      fullWidth
      maxWidth="md"
      // The token is not shown again: a click beside must not lose it.
      onClose={registered ? undefined : () => props.onClose()}
      aria-labelledby={titleId}
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          register();
        }}
      >
        <DialogTitle id={titleId}>
          {cluster ? t('register.done', { cluster }) : t('register.title')}
        </DialogTitle>
        <DialogContent>
          {error && <Alert severity="error">{error.message}</Alert>}
          {registered && cluster ? (
            <>
              <Alert severity="warning">{t('register.once')}</Alert>
              <ConnectSteps
                cluster={cluster}
                secret={registered.token.secret}
              />
            </>
          ) : (
            <>
              <TextField
                fullWidth
                required
                margin="normal"
                variant="outlined"
                id="atlhyper-cluster-id"
                label={t('register.id')}
                helperText={t('register.idHint')}
                error={isWrong}
                value={id}
                onChange={event => setId(event.target.value)}
                inputProps={{ maxLength: 63, spellCheck: false }}
              />
              <TextField
                fullWidth
                margin="normal"
                variant="outlined"
                id="atlhyper-cluster-name"
                label={t('register.name')}
                value={name}
                onChange={event => setName(event.target.value)}
                inputProps={{ maxLength: 128 }}
              />
            </>
          )}
        </DialogContent>
        <DialogActions>
          {registered ? (
            <Button color="primary" onClick={() => props.onClose(cluster)}>
              {t('register.close')}
            </Button>
          ) : (
            <>
              <Button onClick={() => props.onClose()}>
                {t('register.cancel')}
              </Button>
              <Button
                type="submit"
                color="primary"
                variant="contained"
                disabled={busy || id === '' || isWrong}
              >
                {t('register.submit')}
              </Button>
            </>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
};
