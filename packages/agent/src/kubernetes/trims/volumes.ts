import type { PodData } from '@atlhyper/backstage-plugin-atlhyper-common';
import { asObject, asObjects, asText, type Json } from '../KubeObject';

/** Where each type of volume names what it is. Addresses and attributes of storage are left out. */
const SOURCES: Record<string, (volume: Json) => unknown> = {
  configMap: volume => volume.name,
  secret: volume => volume.secretName,
  persistentVolumeClaim: volume => volume.claimName,
  hostPath: volume => volume.path,
  csi: volume => volume.driver,
  projected: volume =>
    asObjects(volume.sources)
      .flatMap(({ configMap, secret }) => [configMap, secret])
      .flatMap(part => asText(asObject(part).name) ?? [])
      .join(', '),
};

/** The volumes of a pod: their type, and the object or path that they are; never what they hold. */
export function volumesOf(volumes: unknown): PodData['volumes'] {
  const found = asObjects(volumes).flatMap(volume => {
    const name = asText(volume.name);
    const type = Object.keys(volume).find(key => key !== 'name');
    if (!name || !type) return [];
    const read = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
    return {
      name,
      type,
      source: asText(read?.(asObject(volume[type]))) || undefined,
    };
  });
  return found.length > 0 ? found : undefined;
}
