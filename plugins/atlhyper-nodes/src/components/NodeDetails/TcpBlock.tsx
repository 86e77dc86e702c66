import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  SoftnetMetrics,
  TcpMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

/** Connections of the host, what is sent again, and packets that the kernel could not take. */
export const TcpBlock = (props: {
  tcp?: TcpMetrics;
  softnet?: SoftnetMetrics;
}) => {
  const { tcp, softnet } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <>
      {tcp && (
        <Facts
          facts={[
            [t('tcp.established'), format.count(tcp.established)],
            [t('tcp.timeWait'), format.count(tcp.timeWait)],
            [t('tcp.orphaned'), format.count(tcp.orphaned)],
            [t('tcp.memory'), format.bytes(tcp.memoryBytes)],
            [t('tcp.sent'), format.perSecond(tcp.segmentsSentPerSecond)],
            [t('tcp.retransmits'), format.perSecond(tcp.retransmitsPerSecond)],
            [
              t('tcp.overflows'),
              format.perSecond(tcp.listenOverflowsPerSecond),
            ],
            [t('tcp.listenDrops'), format.perSecond(tcp.listenDropsPerSecond)],
          ]}
        />
      )}
      {softnet && (
        <Facts
          title={t('softnet.title')}
          facts={[
            [
              t('softnet.processed'),
              format.perSecond(softnet.processedPerSecond),
            ],
            [
              t('softnet.dropped'),
              t('softnet.rateAndTotal', {
                rate: format.perSecond(softnet.droppedPerSecond),
                total: format.count(softnet.droppedTotal),
              }),
            ],
            [
              t('softnet.squeezed'),
              t('softnet.rateAndTotal', {
                rate: format.perSecond(softnet.squeezedPerSecond),
                total: format.count(softnet.squeezedTotal),
              }),
            ],
          ]}
        />
      )}
    </>
  );
};
