import { useState, type ReactNode } from 'react';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeState } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  EntityLink,
  toEntityKey,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { NodeDetails } from '../NodeDetails/NodeDetails';
import { NodeSummary } from './NodeSummary';

/** One node: its figures in a line and, once opened, everything its collector sends. */
export const NodeItem = (props: {
  node: NodeState;
  showCluster?: boolean;
  caption?: string;
  initiallyExpanded?: boolean;
  children?: ReactNode;
}) => {
  const { node, showCluster, caption } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const [expanded, setExpanded] = useState(props.initiallyExpanded ?? false);
  const { cluster: clusterId, node: name } = node;
  return (
    <Accordion
      expanded={expanded}
      onChange={(_, next) => setExpanded(next)}
      TransitionProps={{ unmountOnExit: true }}
      data-testid={`node-${name}`}
    >
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <NodeSummary {...{ node, showCluster, caption }} />
      </AccordionSummary>
      <AccordionDetails style={{ display: 'block' }}>
        <Typography variant="body2" gutterBottom>
          <EntityLink entity={toEntityKey({ kind: 'node', clusterId, name })}>
            {t('node.page', { node: name })}
          </EntityLink>
        </Typography>
        {props.children}
        <NodeDetails node={node} />
      </AccordionDetails>
    </Accordion>
  );
};
