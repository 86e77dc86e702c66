import { useState } from 'react';
import Button from '@material-ui/core/Button';
import AddIcon from '@material-ui/icons/Add';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperClusterCreatePermission } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useMay } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { RegisterDialog } from './RegisterDialog';

const CREATE = [{ permission: atlhyperClusterCreatePermission }];

/** Offers to register a cluster to who may; nothing to others. */
export const RegisterClusterButton = (props: {
  onRegistered: (cluster: string) => void;
}) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const mayCreate = useMay(CREATE);
  const [isOpen, setOpen] = useState(false);
  if (!mayCreate) return null;
  return (
    <>
      <Button
        size="small"
        color="primary"
        variant="outlined"
        startIcon={<AddIcon />}
        onClick={() => setOpen(true)}
      >
        {t('register.open')}
      </Button>
      {isOpen && (
        <RegisterDialog
          onClose={registered => {
            setOpen(false);
            if (registered) props.onRegistered(registered);
          }}
        />
      )}
    </>
  );
};
