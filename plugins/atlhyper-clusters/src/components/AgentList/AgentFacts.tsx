import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AgentState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { Facts } from '../ClusterCard/Facts';
import { SourceList } from './SourceList';

/** One agent: what it is, what it has not sent yet, and how its sources fare. */
export const AgentFacts = (props: { agent: AgentState }) => {
  const { agent } = props;
  const { spool } = agent;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const waiting = [
    t('agent.spool', { count: spool.slots, size: format.bytes(spool.bytes) }),
    spool.oldestMs !== undefined &&
      t('agent.spoolSince', { time: format.dateTime(spool.oldestMs) }),
  ];
  return (
    <>
      <Typography variant="subtitle2" component="h3">
        {t('agent.title', { hostname: agent.hostname })}
      </Typography>
      <Facts
        facts={[
          [t('agent.version'), agent.version],
          [
            t('agent.role'),
            t(agent.leader ? 'agent.leader' : 'agent.follower'),
          ],
          [t('agent.heard'), format.ago(agent.lastHeartbeatMs, Date.now())],
          [
            t('agent.waiting'),
            spool.slots === 0
              ? t('agent.spoolEmpty')
              : waiting.filter(Boolean).join(' '),
          ],
        ]}
      />
      <SourceList agent={agent} />
    </>
  );
};
