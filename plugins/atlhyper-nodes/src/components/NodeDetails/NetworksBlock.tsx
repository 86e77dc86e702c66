import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NetworkMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  DataList,
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
    <DataList
      list="interfaces"
      label={t('networks.title')}
      columns={[
        {
          id: 'interface',
          title: t('networks.interface'),
          value: network =>
            [
              network.interface,
              network.virtual && `(${t('networks.virtual')})`,
              network.up === false && `(${t('networks.down')})`,
            ]
              .filter(Boolean)
              .join(' '),
        },
        {
          id: 'addresses',
          title: t('networks.addresses'),
          value: network =>
            [...(network.addresses ?? []), network.macAddress]
              .filter(Boolean)
              .join(', '),
        },
        {
          id: 'link',
          title: t('networks.link'),
          value: network => network.speedMbps,
          cell: linkText,
        },
        {
          id: 'receive',
          title: t('networks.receive'),
          value: network => network.receiveBytesPerSecond,
          cell: network => format.bytesPerSecond(network.receiveBytesPerSecond),
          numeric: true,
        },
        {
          id: 'transmit',
          title: t('networks.transmit'),
          value: network => network.transmitBytesPerSecond,
          cell: network =>
            format.bytesPerSecond(network.transmitBytesPerSecond),
          numeric: true,
        },
        {
          id: 'packets',
          title: t('networks.packets'),
          cell: network =>
            `${format.perSecond(
              network.receivePacketsPerSecond,
            )} / ${format.perSecond(network.transmitPacketsPerSecond)}`,
          numeric: true,
        },
        {
          id: 'errors',
          title: t('networks.errors'),
          cell: network =>
            `${format.count(network.receiveErrorsTotal)} / ${format.count(
              network.transmitErrorsTotal,
            )}`,
          numeric: true,
        },
        {
          id: 'drops',
          title: t('networks.drops'),
          cell: network =>
            `${format.count(network.receiveDropsTotal)} / ${format.count(
              network.transmitDropsTotal,
            )}`,
          numeric: true,
        },
      ]}
      rows={sorted}
      rowId={network => network.interface}
    />
  );
};
