import { useState } from 'react';
import Button from '@material-ui/core/Button';
import EditIcon from '@material-ui/icons/EditOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  SloSubject,
  SloTarget,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useMayUpdateTargets } from '@atlhyper/backstage-plugin-atlhyper-react';
import { itemResources, type SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { TargetDialog } from './TargetDialog';

/** Opens the editor of a target; nothing for a reader who may not set it. */
export const EditTargetButton = (props: {
  subject: SloSubject;
  item: SloItem;
  clusters: string[];
  /** The one shown. */
  window: SloWindow;
  /** What holds in each window. */
  targets: Partial<Record<SloWindow, SloTarget>>;
  onChanged: () => void;
}) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const [open, setOpen] = useState(false);
  const mayUpdate = useMayUpdateTargets(
    itemResources(props.item, props.clusters),
  );
  if (!mayUpdate) {
    return null;
  }
  return (
    <>
      <Button
        size="small"
        startIcon={<EditIcon />}
        onClick={() => setOpen(true)}
      >
        {t('editor.open')}
      </Button>
      {open && (
        <TargetDialog
          subject={props.subject}
          clusters={props.clusters}
          window={props.window}
          targets={props.targets}
          onClose={changed => {
            setOpen(false);
            if (changed) {
              props.onChanged();
            }
          }}
        />
      )}
    </>
  );
};
