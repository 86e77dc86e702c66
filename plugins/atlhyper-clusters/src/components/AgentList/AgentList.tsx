import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AgentState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperClustersTranslationRef } from '../../translation';
import { AgentFacts } from './AgentFacts';

/** The agents of a cluster with all of their sources. */
export const AgentList = (props: { agents: readonly AgentState[] }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return props.agents.length === 0 ? (
    <Typography>{t('cluster.neverHint')}</Typography>
  ) : (
    <>
      {props.agents.map(agent => (
        <Box key={`${agent.hostname} ${agent.startedMs}`} mb={2}>
          <AgentFacts agent={agent} />
        </Box>
      ))}
    </>
  );
};
