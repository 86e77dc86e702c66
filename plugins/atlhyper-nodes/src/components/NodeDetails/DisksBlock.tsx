import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DiskMetrics,
  FilesystemMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** What every disk does, with the file systems that lie on it. */
export const DisksBlock = (props: {
  disks: DiskMetrics[];
  filesystems?: FilesystemMetrics[];
}) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const mountsOf = (device: string) =>
    (props.filesystems ?? [])
      .filter(filesystem => filesystem.disk === device)
      .map(filesystem => filesystem.mount)
      .join(', ');
  return (
    <DataList
      list="disks"
      label={t('disks.title')}
      columns={[
        {
          id: 'device',
          title: t('disks.device'),
          value: disk =>
            disk.virtual
              ? `${disk.device} (${t('networks.virtual')})`
              : disk.device,
        },
        {
          id: 'mounts',
          title: t('disks.mounts'),
          value: disk => mountsOf(disk.device) || undefined,
          wraps: true,
        },
        {
          id: 'busy',
          title: t('disks.busy'),
          value: disk => disk.busyFraction,
          cell: disk => format.fraction(disk.busyFraction),
          numeric: true,
        },
        {
          id: 'read',
          title: t('disks.read'),
          value: disk => disk.readBytesPerSecond,
          cell: disk => format.bytesPerSecond(disk.readBytesPerSecond),
          numeric: true,
        },
        {
          id: 'write',
          title: t('disks.write'),
          value: disk => disk.writeBytesPerSecond,
          cell: disk => format.bytesPerSecond(disk.writeBytesPerSecond),
          numeric: true,
        },
        {
          id: 'operations',
          title: t('disks.operations'),
          cell: disk =>
            `${format.perSecond(disk.readsPerSecond)} / ${format.perSecond(
              disk.writesPerSecond,
            )}`,
          numeric: true,
        },
        {
          id: 'wait',
          title: t('disks.wait'),
          cell: disk =>
            `${format.milliseconds(disk.readWaitMs)} / ${format.milliseconds(
              disk.writeWaitMs,
            )}`,
          numeric: true,
        },
        {
          id: 'queue',
          title: t('disks.queue'),
          value: disk => disk.queueLength,
          cell: disk => format.number(disk.queueLength),
          numeric: true,
        },
        {
          id: 'size',
          title: t('filesystems.size'),
          value: disk => disk.sizeBytes,
          cell: disk => format.bytes(disk.sizeBytes),
          numeric: true,
        },
      ]}
      rows={props.disks}
      rowId={disk => disk.device}
    />
  );
};
