import Box from '@material-ui/core/Box';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { Content, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PolledContent,
  useClaims,
  useOwnRefs,
  usePageTitle,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperOverviewTranslationRef } from '../translation';
import { BrokenCard } from './BrokenCard';
import { ClaimedOverview } from './ClaimedOverview';
import { ClusterStrip } from './ClusterStrip';
import { DomainsCard, ServicesCard } from './SloCards';

const WHOSE = ['all', 'mine'] as const;

const Mine = () => {
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const claims = useClaims();
  const own = useOwnRefs();
  return (
    <PolledContent polled={own}>
      {refs => (
        <PolledContent polled={claims} permission="catalog.entity.read">
          {all => (
            <ClaimedOverview
              claims={all.filter(({ owners }) =>
                owners.some(owner => refs.includes(owner)),
              )}
              nothing={t('nothing.mine')}
            />
          )}
        </PolledContent>
      )}
    </PolledContent>
  );
};

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
  const [whose, setWhose] = useUrlState<(typeof WHOSE)[number]>('whose', {
    defaultValue: 'all',
    allowed: WHOSE,
    isStep: true,
  });
  usePageTitle(t('page.title'));
  return (
    <Content>
      <Box mb={2}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={whose}
          onChange={(_, next) => next && setWhose(next)}
          aria-label={t('page.whose')}
        >
          {WHOSE.map(one => (
            <ToggleButton key={one} value={one}>
              {t(`page.${one}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Box>
      {whose === 'all' && <ClusterStrip />}
      {whose === 'all' ? <Everything /> : <Mine />}
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
