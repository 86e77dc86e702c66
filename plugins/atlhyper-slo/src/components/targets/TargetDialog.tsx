import { useId, useState } from 'react';
import Dialog from '@material-ui/core/Dialog';
import DialogTitle from '@material-ui/core/DialogTitle';
import DialogContent from '@material-ui/core/DialogContent';
import Box from '@material-ui/core/Box';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  TargetIndex,
  endpoints,
  type SloSubject,
  type SloTarget,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  WindowSwitch,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import { isSameSubject } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { TargetEditor } from './TargetEditor';

/** Never while someone types. */
const POLL_MS = 24 * 3_600_000;

/**
 * The editor of a target: of which window (at first the one shown), and whether in every cluster or
 * one. `onClose` is told whether something changed.
 */
export const TargetDialog = (props: {
  subject: SloSubject;
  clusters: string[];
  window: SloWindow;
  targets: Partial<Record<SloWindow, SloTarget>>;
  onClose: (changed: boolean) => void;
}) => {
  const { clusters, targets, onClose } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const texts = useSloTexts();
  const titleId = useId();
  const [window, setWindow] = useState(props.window);
  const [cluster, setCluster] = useState('');
  const polled = useEndpoint(
    endpoints.getSloTargets,
    {},
    { intervalMs: POLL_MS, forgets: true },
  );
  const subject = { ...props.subject, cluster: cluster || undefined };
  return (
    <Dialog
      open
      fullWidth
      maxWidth="sm"
      onClose={() => onClose(false)}
      aria-labelledby={titleId}
    >
      <DialogTitle id={titleId}>
        {t('editor.title', { name: texts.subject(props.subject) })}
      </DialogTitle>
      <DialogContent>
        <Box display="flex" flexWrap="wrap" mb={2} style={{ gap: 16 }}>
          <WindowSwitch value={window} onChange={setWindow} />
          <TextField
            select
            size="small"
            variant="outlined"
            id="atlhyper-slo-target-cluster"
            label={t('editor.cluster')}
            value={cluster}
            onChange={event => setCluster(event.target.value)}
            InputLabelProps={{ shrink: true }}
            SelectProps={{ displayEmpty: true }}
          >
            <MenuItem value="">{t('editor.allClusters')}</MenuItem>
            {clusters.map(id => (
              <MenuItem key={id} value={id}>
                {id}
              </MenuItem>
            ))}
          </TextField>
        </Box>
        <PolledContent polled={polled}>
          {response => (
            <TargetEditor
              // Another window or cluster is another target: what was typed is not for it.
              key={`${window} ${cluster}`}
              subject={subject}
              window={window}
              effective={targets[window]}
              defaults={response.defaults[window]}
              rules={response.burn_rules[window]}
              inForce={new TargetIndex(response.targets).find(
                subject,
                window,
                cluster || (clusters.length === 1 ? clusters[0] : undefined),
              )}
              stored={response.targets.find(
                target =>
                  target.window === window &&
                  isSameSubject(target.subject, subject),
              )}
              onClose={onClose}
            />
          )}
        </PolledContent>
      </DialogContent>
    </Dialog>
  );
};
