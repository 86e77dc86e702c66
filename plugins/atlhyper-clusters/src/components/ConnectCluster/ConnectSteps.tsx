import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { CopyTextButton } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  agentConfig,
  APPLY_COMMANDS,
  TOKEN_PLACEHOLDER,
  tokenCommands,
  TRY_COMMANDS,
} from '../../model/connectTexts';
import { atlhyperClustersTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  text: {
    margin: theme.spacing(1, 0, 0),
    padding: theme.spacing(1),
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: 13,
    background: theme.palette.background.default,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
}));

const Step = (props: { title: string; hint?: string; text: string }) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return (
    <Box mb={2}>
      <Box display="flex" alignItems="center" justifyContent="space-between">
        <Typography variant="subtitle1" component="h3">
          {props.title}
        </Typography>
        <CopyTextButton
          text={props.text}
          tooltipText={t('connect.copied')}
          aria-label={t('connect.copy', { what: props.title })}
        />
      </Box>
      {props.hint && (
        <Typography variant="body2" color="textSecondary">
          {props.hint}
        </Typography>
      )}
      <pre className={classes.text}>{props.text}</pre>
    </Box>
  );
};

/** What starts an agent in a cluster that is registered: commands and configuration, ready to paste. */
export const ConnectSteps = (props: {
  cluster: string;
  /** The token's secret; a placeholder stands where it is not known any more. */
  secret?: string;
}) => {
  const { cluster, secret } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const backendUrl = useApi(configApiRef).getString('backend.baseUrl');
  return (
    <>
      <Step
        title={t('connect.token')}
        hint={secret ? undefined : t('connect.tokenGone')}
        text={tokenCommands(secret ?? TOKEN_PLACEHOLDER)}
      />
      <Step
        title={t('connect.config')}
        hint={t('connect.configHint')}
        text={agentConfig({ cluster, backendUrl })}
      />
      <Step
        title={t('connect.apply')}
        hint={t('connect.applyHint')}
        text={APPLY_COMMANDS}
      />
      <Step
        title={t('connect.try')}
        hint={t('connect.tryHint')}
        text={TRY_COMMANDS}
      />
    </>
  );
};
