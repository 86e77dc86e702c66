import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DiskMetrics,
  FilesystemMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  DataTable,
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
    <DataTable
      title={t('disks.title')}
      titleHidden
      columns={[
        t('disks.device'),
        t('disks.mounts'),
        t('disks.busy'),
        t('disks.read'),
        t('disks.write'),
        t('disks.operations'),
        t('disks.wait'),
        t('disks.queue'),
        t('filesystems.size'),
      ]}
      rows={props.disks.map(disk => ({
        id: disk.device,
        cells: [
          disk.virtual
            ? `${disk.device} (${t('networks.virtual')})`
            : disk.device,
          mountsOf(disk.device) || NO_DATA,
          format.fraction(disk.busyFraction),
          format.bytesPerSecond(disk.readBytesPerSecond),
          format.bytesPerSecond(disk.writeBytesPerSecond),
          `${format.perSecond(disk.readsPerSecond)} / ${format.perSecond(
            disk.writesPerSecond,
          )}`,
          `${format.milliseconds(disk.readWaitMs)} / ${format.milliseconds(
            disk.writeWaitMs,
          )}`,
          format.number(disk.queueLength),
          format.bytes(disk.sizeBytes),
        ],
      }))}
    />
  );
};
