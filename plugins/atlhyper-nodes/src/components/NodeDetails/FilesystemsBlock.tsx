import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FilesystemMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  DataTable,
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
    <DataTable
      title={t('filesystems.title')}
      titleHidden
      columns={[
        t('filesystems.mount'),
        t('filesystems.device'),
        t('disks.device'),
        t('filesystems.type'),
        t('filesystems.used'),
        t('filesystems.available'),
        t('filesystems.size'),
      ]}
      rows={props.filesystems.map(filesystem => ({
        id: filesystem.mount,
        cells: [
          filesystem.mount,
          filesystem.device,
          filesystem.disk ?? NO_DATA,
          filesystem.fsType,
          format.fraction(filesystemUsedFraction(filesystem)),
          format.bytes(filesystem.availableBytes),
          format.bytes(filesystem.totalBytes),
        ],
      }))}
    />
  );
};
