import Box from '@material-ui/core/Box';
import { Content, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  OwnClaims,
  WhoseSwitch,
  useClaims,
  usePageTitle,
  useWhose,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperOverviewTranslationRef } from '../translation';
import { BrokenCard } from './BrokenCard';
import { ClaimedOverview } from './ClaimedOverview';
import { ClusterStrip } from './ClusterStrip';
import { DomainsCard, ServicesCard } from './SloCards';

/** Of everything; who owns something is said once the catalog answers. */
const Everything = () => {
  const claims = useClaims().value ?? [];
  return (
    <>
      <DomainsCard claims={claims} />
      <ServicesCard claims={claims} />
      <BrokenCard />
    </>
  );
};

/** The page below the frame that the new frontend system draws. */
export const OverviewPageContent = () => {
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const [whose] = useWhose();
  usePageTitle(t('page.title'));
  return (
    <Content>
      <Box mb={2}>
        <WhoseSwitch />
      </Box>
      {whose === 'all' && <ClusterStrip />}
      {whose === 'all' ? (
        <Everything />
      ) : (
        <OwnClaims>{claims => <ClaimedOverview claims={claims} />}</OwnClaims>
      )}
    </Content>
  );
};

/** The page with its own frame, for apps on the legacy frontend system. */
export const OverviewPage = () => {
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('page.title')} subtitle={t('page.subtitle')} />
      <OverviewPageContent />
    </Page>
  );
};
