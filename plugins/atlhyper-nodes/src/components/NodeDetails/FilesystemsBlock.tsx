import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FilesystemMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { filesystemUsedFraction } from '../NodeList/nodeFigures';

/** Mounted file systems, each by its mount. */
export const FilesystemsBlock = (props: {
  filesystems: FilesystemMetrics[];
}) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataList
      list="filesystems"
      label={t('filesystems.title')}
      columns={[
        {
          id: 'mount',
          title: t('filesystems.mount'),
          value: filesystem => filesystem.mount,
        },
        {
          id: 'device',
          title: t('filesystems.device'),
          value: filesystem => filesystem.device,
        },
        {
          id: 'disk',
          title: t('disks.device'),
          value: filesystem => filesystem.disk,
        },
        {
          id: 'type',
          title: t('filesystems.type'),
          value: filesystem => filesystem.fsType,
        },
        {
          id: 'used',
          title: t('filesystems.used'),
          value: filesystemUsedFraction,
          cell: filesystem =>
            format.fraction(filesystemUsedFraction(filesystem)),
          numeric: true,
        },
        {
          id: 'available',
          title: t('filesystems.available'),
          value: filesystem => filesystem.availableBytes,
          cell: filesystem => format.bytes(filesystem.availableBytes),
          numeric: true,
        },
        {
          id: 'size',
          title: t('filesystems.size'),
          value: filesystem => filesystem.totalBytes,
          cell: filesystem => format.bytes(filesystem.totalBytes),
          numeric: true,
        },
      ]}
      rows={props.filesystems}
      rowId={filesystem => filesystem.mount}
    />
  );
};
