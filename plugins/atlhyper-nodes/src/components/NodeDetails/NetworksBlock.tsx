import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NetworkMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** Network interfaces, physical ones first. */
export const NetworksBlock = (props: { networks: NetworkMetrics[] }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const nameOf = (network: NetworkMetrics) =>
    [
      network.interface,
      network.virtual && `(${t('networks.virtual')})`,
      network.up === false && `(${t('networks.down')})`,
    ]
      .filter(Boolean)
      .join(' ');
  /** Its addresses, and how fast it is. */
  const describe = ({ addresses = [], macAddress, ...link }: NetworkMetrics) =>
    [
      [...addresses, macAddress],
      [
        link.speedMbps && `${format.number(link.speedMbps)} Mbit/s`,
        link.mtuBytes &&
          t('networks.mtu', { value: format.number(link.mtuBytes) }),
      ],
    ]
      .map(line => line.filter(Boolean).join(', '))
      .filter(Boolean);
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
          value: nameOf,
          cell: network => (
            <>
              {nameOf(network)}
              {describe(network).map(line => (
                <Typography
                  key={line}
                  variant="caption"
                  color="textSecondary"
                  component="div"
                >
                  {line}
                </Typography>
              ))}
            </>
          ),
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
