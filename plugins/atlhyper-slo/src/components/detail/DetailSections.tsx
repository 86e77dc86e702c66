import { useId } from 'react';
import Box from '@material-ui/core/Box';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useUrlState } from '@atlhyper/backstage-plugin-atlhyper-react';
import type { ItemPart } from '../../model/itemDetails';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetSection } from './BudgetSection';
import { CompareSection } from './CompareSection';
import { HistorySection } from './HistorySection';
import type { Shown } from './ItemDetail';
import { LatencySection } from './LatencySection';
import { PartsSection } from './PartsSection';
import { RequestsSection } from './RequestsSection';
import { StatusSection } from './StatusSection';

const SECTIONS = [
  'history',
  'budget',
  'latency',
  'requests',
  'compare',
  'status',
  'parts',
] as const;
type Section = (typeof SECTIONS)[number];

/** What there is to know beyond the answer, one part at a time: each asks the backend on its own. */
export const DetailSections = (props: { shown: Shown; parts: ItemPart[] }) => {
  const { shown, parts } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const [section, setSection] = useUrlState<Section>('section', {
    defaultValue: 'history',
    allowed: SECTIONS,
  });
  const id = useId();
  const isDomain = shown.details.item.kind === 'domain';
  const content = () => {
    switch (section) {
      case 'budget':
        return <BudgetSection shown={shown} />;
      case 'latency':
        return <LatencySection shown={shown} />;
      case 'requests':
        return <RequestsSection shown={shown} />;
      case 'compare':
        return <CompareSection shown={shown} />;
      case 'status':
        return <StatusSection shown={shown} />;
      case 'parts':
        return <PartsSection details={shown.details} parts={parts} />;
      default:
        return <HistorySection shown={shown} />;
    }
  };
  return (
    <>
      <Tabs
        value={section}
        onChange={(_, next: Section) => setSection(next)}
        variant="scrollable"
        scrollButtons="auto"
        indicatorColor="primary"
        aria-label={t('section.label')}
      >
        {SECTIONS.map(name => (
          <Tab
            key={name}
            value={name}
            id={`${id}-tab-${name}`}
            aria-controls={`${id}-panel`}
            label={t(
              name === 'parts' && !isDomain
                ? 'section.callers'
                : `section.${name}`,
            )}
          />
        ))}
      </Tabs>
      <Box
        mt={2}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${section}`}
      >
        {content()}
      </Box>
    </>
  );
};
