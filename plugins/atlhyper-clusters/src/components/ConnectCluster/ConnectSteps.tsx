import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { CodeSnippet } from '@backstage/core-components';
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

const Step = (props: {
  title: string;
  hint?: string;
  text: string;
  language: string;
}) => (
  <Box mb={2}>
    <Typography variant="subtitle1" component="h3">
      {props.title}
    </Typography>
    {props.hint && (
      <Typography variant="body2" color="textSecondary">
        {props.hint}
      </Typography>
    )}
    <CodeSnippet
      text={props.text}
      language={props.language}
      showCopyCodeButton
    />
  </Box>
);

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
        language="bash"
      />
      <Step
        title={t('connect.config')}
        hint={t('connect.configHint')}
        text={agentConfig({ cluster, backendUrl })}
        language="yaml"
      />
      <Step
        title={t('connect.apply')}
        hint={t('connect.applyHint')}
        text={APPLY_COMMANDS}
        language="bash"
      />
      <Step
        title={t('connect.try')}
        hint={t('connect.tryHint')}
        text={TRY_COMMANDS}
        language="bash"
      />
    </>
  );
};
