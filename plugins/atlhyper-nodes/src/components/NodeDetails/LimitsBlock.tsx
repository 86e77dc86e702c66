import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { KernelMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { formatUsage } from '../../format/formatUnits';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

/** What is taken of the kernel's limits. */
export const LimitsBlock = (props: { limits: KernelMetrics }) => {
  const { limits } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <Facts
      facts={[
        [t('limits.files'), formatUsage(format, limits.fileDescriptors)],
        [t('limits.conntrack'), formatUsage(format, limits.conntrack)],
        [
          t('limits.entropy'),
          limits.entropyBits === undefined
            ? format.count(undefined)
            : t('limits.bits', { count: limits.entropyBits }),
        ],
      ]}
    />
  );
};
