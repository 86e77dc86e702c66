import Card from '@material-ui/core/Card';
import CardContent from '@material-ui/core/CardContent';
import MuiLink from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import BackIcon from '@material-ui/icons/ArrowBack';
import { Link, useParams } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  RecentAlerts,
  UpdatedAt,
  toEntityKey,
  useEndpoint,
  usePageTitle,
  useSignalWake,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { NodeDetails } from '../NodeDetails/NodeDetails';
import { NodeSummary } from '../NodeList/NodeSummary';

const POLL_MS = 5_000;

/** The page of one node, with the alerts that it raised. */
export const NodePage = () => {
  const { cluster = '', node = '' } = useParams();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const polled = useEndpoint(
    endpoints.getNodeState,
    { params: { cluster, node } },
    { intervalMs: POLL_MS, wake: useSignalWake('nodes', cluster) },
  );
  usePageTitle(node, t('page.title'));
  const entity = toEntityKey({ kind: 'node', clusterId: cluster, name: node });
  return (
    <>
      <MuiLink
        component={Link}
        to={{
          pathname: '..',
          search: new URLSearchParams({ cluster }).toString(),
        }}
      >
        <BackIcon fontSize="inherit" aria-hidden /> {t('node.all')}
      </MuiLink>
      <Typography variant="h4" component="h2" gutterBottom>
        {node}
        <Typography variant="body2" component="div">
          {t('node.cluster', { cluster })}
        </Typography>
      </Typography>
      <UpdatedAt polled={polled} />
      <PolledContent polled={polled} permission="atlhyper.node.read">
        {state => (
          <>
            <Card>
              <CardContent>
                <NodeSummary node={state} />
              </CardContent>
              <CardContent>
                <NodeDetails node={state} />
              </CardContent>
            </Card>
            <RecentAlerts query={{ cluster, entity }} />
          </>
        )}
      </PolledContent>
    </>
  );
};
