import { Content, EmptyState, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperSloTranslationRef } from '../../translation';
import { DomainsView } from '../DomainsView/DomainsView';

const EmptyPage = () => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <EmptyState
      missing="data"
      title={t('empty.title')}
      description={t('empty.page')}
    />
  );
};

/** The page below the frame that the new frontend system draws. */
export const SloPageContent = () => (
  <Content>
    <DomainsView empty={<EmptyPage />} />
  </Content>
);

/** The page with its own frame, for apps on the legacy frontend system. */
export const SloPage = () => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('page.title')} subtitle={t('page.subtitle')} />
      <SloPageContent />
    </Page>
  );
};
