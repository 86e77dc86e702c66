import { Content, Header, Page } from '@backstage/core-components';
import { Route, Routes, useResolvedPath } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SloPagePathContext } from '../../hooks/SloPagePathContext';
import { atlhyperSloTranslationRef } from '../../translation';
import { ItemPage } from '../detail/ItemPage';
import { ListPage } from './ListPage';

/** The page below the frame that the new frontend system draws. */
export const SloPageContent = () => {
  const { pathname } = useResolvedPath('');
  return (
    <SloPagePathContext.Provider value={pathname}>
      <Content>
        <Routes>
          <Route path="/" element={<ListPage />} />
          <Route path="/domains/:domain" element={<ItemPage />} />
          <Route
            path="/services/:cluster/:namespace/:service"
            element={<ItemPage />}
          />
        </Routes>
      </Content>
    </SloPagePathContext.Provider>
  );
};

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
