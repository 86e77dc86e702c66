import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  LIST_TABS,
  useListState,
  type ListTab,
} from '../../hooks/useListState';
import { atlhyperSloTranslationRef } from '../../translation';

/** What the panel below the tabs needs to be theirs. */
export const layerPanelProps = (tab: ListTab) => ({
  role: 'tabpanel',
  id: 'atlhyper-slo-layer',
  'aria-labelledby': `atlhyper-slo-layer-${tab}`,
});

/** Chooses between what the ingress counts and what the mesh counts between services. */
export const LayerTabs = () => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const { tab, setTab } = useListState();
  return (
    <Tabs
      value={tab}
      onChange={(_, next: ListTab) => setTab(next)}
      indicatorColor="primary"
      aria-label={t('layer.label')}
    >
      {LIST_TABS.map(name => (
        <Tab
          key={name}
          value={name}
          id={`atlhyper-slo-layer-${name}`}
          aria-controls="atlhyper-slo-layer"
          label={t(`layer.${name}`)}
        />
      ))}
    </Tabs>
  );
};
