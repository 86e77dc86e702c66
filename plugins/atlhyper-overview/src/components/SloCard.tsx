import type { ReactNode } from 'react';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PolledContent,
  type Polled,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperOverviewTranslationRef } from '../translation';
import { ProblemTable, type Problem } from './ProblemTable';

/** How many there are in each status. */
export type Counts = {
  total: number;
  critical_count: number;
  warning_count: number;
  at_risk_count: number;
  no_data_count: number;
};

/** Domains or services that are not well, with how many there are. */
export function SloCard<T>(props: {
  polled: Polled<T>;
  permission: string;
  list: 'domains' | 'services';
  read: (answer: T) => { counts: Counts; problems: Problem[] };
  more?: ReactNode;
}) {
  const { polled, permission, list, read } = props;
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const title = t(`${list}.title`);
  const content = (counts: Counts, problems: Problem[]) => {
    if (problems.length > 0) {
      return (
        <ProblemTable
          list={list}
          label={title}
          nameTitle={t(`${list}.name`)}
          problems={problems}
        />
      );
    }
    return (
      <Typography style={{ padding: 16 }}>
        {t(counts.total === 0 ? `${list}.none` : `${list}.allWell`)}
      </Typography>
    );
  };
  return (
    <Box mb={3}>
      <InfoCard title={title} noPadding>
        <PolledContent polled={polled} permission={permission}>
          {answer => {
            const { counts, problems } = read(answer);
            return (
              <>
                {counts.total > 0 && (
                  <Typography
                    variant="body2"
                    color="textSecondary"
                    style={{ padding: '8px 16px' }}
                  >
                    {t('slo.counts', {
                      total: String(counts.total),
                      critical: String(counts.critical_count),
                      warning: String(counts.warning_count),
                      atRisk: String(counts.at_risk_count),
                      noData: String(counts.no_data_count),
                    })}
                    {props.more && <> · {props.more}</>}
                  </Typography>
                )}
                {content(counts, problems)}
              </>
            );
          }}
        </PolledContent>
      </InfoCard>
    </Box>
  );
}
