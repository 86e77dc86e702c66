import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NetworkMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  DataTable,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** Network interfaces, physical ones first. */
export const NetworksBlock = (props: { networks: NetworkMetrics[] }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const linkText = ({ speedMbps, mtuBytes }: NetworkMetrics) =>
    [
      speedMbps === undefined
        ? undefined
        : `${format.number(speedMbps)} Mbit/s`,
      mtuBytes === undefined
        ? undefined
        : t('networks.mtu', { value: format.number(mtuBytes) }),
    ]
      .filter(Boolean)
      .join(', ') || NO_DATA;
  const sorted = [...props.networks].sort(
    (a, b) => Number(a.virtual) - Number(b.virtual),
  );
  return (
    <DataTable
      title={t('networks.title')}
      titleHidden
      columns={[
        t('networks.interface'),
        t('networks.addresses'),
        t('networks.link'),
        t('networks.receive'),
        t('networks.transmit'),
        t('networks.packets'),
        t('networks.errors'),
        t('networks.drops'),
      ]}
      rows={sorted.map(network => ({
        id: network.interface,
        cells: [
          [
            network.interface,
            network.virtual && `(${t('networks.virtual')})`,
            network.up === false && `(${t('networks.down')})`,
          ]
            .filter(Boolean)
            .join(' '),
          [...(network.addresses ?? []), network.macAddress]
            .filter(Boolean)
            .join(', ') || NO_DATA,
          linkText(network),
          format.bytesPerSecond(network.receiveBytesPerSecond),
          format.bytesPerSecond(network.transmitBytesPerSecond),
          `${format.perSecond(
            network.receivePacketsPerSecond,
          )} / ${format.perSecond(network.transmitPacketsPerSecond)}`,
          `${format.count(network.receiveErrorsTotal)} / ${format.count(
            network.transmitErrorsTotal,
          )}`,
          `${format.count(network.receiveDropsTotal)} / ${format.count(
            network.transmitDropsTotal,
          )}`,
        ],
      }))}
    />
  );
};
