import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AgentState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { Source, useSourceSummary } from '../AgentList/SourceList';

/** As the backend counts a cluster as disconnected. */
const SILENT_MS = 60_000;

/** One agent in a line, and below it only the sources that fail. */
export const AgentSummary = (props: { agent: AgentState }) => {
  const { hostname, leader, sources, lastHeartbeatMs } = props.agent;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const summaryOf = useSourceSummary();
  const format = useFormatters();
  // How its sources fared when it was last heard says nothing of now.
  const isSilent = Date.now() - lastHeartbeatMs > SILENT_MS;
  const failing = isSilent
    ? []
    : sources.filter(({ state }) => state === 'failing');
  return (
    <>
      <Typography variant="body2">
        {t('agent.title', { hostname })} (
        {t(leader ? 'agent.leader' : 'agent.follower')})
        {isSilent
          ? `: ${t('agent.silent', {
              ago: format.ago(lastHeartbeatMs, Date.now()),
            })}`
          : sources.length > 0 && `: ${summaryOf(sources)}`}
      </Typography>
      {failing.length > 0 && (
        <ul
          style={{ listStyle: 'none', margin: 0, padding: 0 }}
          aria-label={t('source.failingOf', { hostname })}
        >
          {failing.map(source => (
            <Source key={source.name} source={source} />
          ))}
        </ul>
      )}
    </>
  );
};
