import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  MemoryMetrics,
  VmstatMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

/** Memory and swap in bytes, and what the kernel does to keep it free. */
export const MemoryBlock = (props: {
  memory: MemoryMetrics;
  vmstat?: VmstatMetrics;
}) => {
  const { memory, vmstat } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const of = (used?: number, total?: number) =>
    t('summary.memoryOf', {
      used: format.bytes(used),
      total: format.bytes(total),
    });
  return (
    <div>
      <Facts
        facts={[
          [t('memory.used'), of(memory.usedBytes, memory.totalBytes)],
          [t('memory.available'), format.bytes(memory.availableBytes)],
          [t('memory.cached'), format.bytes(memory.cachedBytes)],
          [t('memory.buffers'), format.bytes(memory.buffersBytes)],
          [t('memory.swap'), of(memory.swapUsedBytes, memory.swapTotalBytes)],
          [
            t('memory.swapping'),
            `${format.bytesPerSecond(
              vmstat?.swapInBytesPerSecond,
            )} / ${format.bytesPerSecond(vmstat?.swapOutBytesPerSecond)}`,
          ],
          [
            t('memory.majorFaults'),
            format.perSecond(vmstat?.majorFaultsPerSecond),
          ],
          [t('memory.oomKills'), format.count(vmstat?.oomKillsTotal)],
        ]}
      />
    </div>
  );
};
