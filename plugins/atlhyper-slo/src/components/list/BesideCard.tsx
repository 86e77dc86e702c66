import type { ReactNode } from 'react';
import Box from '@material-ui/core/Box';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloView } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperSloTranslationRef } from '../../translation';

/** Requests that no target is for, beside a list; of a day where the list has a window for each of its rows. */
export const BesideCard = (props: {
  title: string;
  description: string;
  view: SloView;
  padded?: boolean;
  children: ReactNode;
}) => {
  const { title, description, view } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <Box mt={3}>
      <InfoCard
        title={title}
        subheader={
          view === 'own' ? `${description} ${t('table.ofDay')}` : description
        }
        noPadding={!props.padded}
      >
        {props.children}
      </InfoCard>
    </Box>
  );
};
