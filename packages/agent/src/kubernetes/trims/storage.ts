import {
  asObject,
  asObjects,
  asText,
  asTexts,
  commonOf,
  textsOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { selectorOf } from './selector';

/** Keeps of a PersistentVolume how large it is and who claims it; not where its data lies. */
export function trimVolume(volume: KubeObject): { data: Json } {
  const spec = asObject(volume.spec);
  const claim = asObject(spec.claimRef);
  return {
    data: {
      ...commonOf(volume),
      phase: asText(asObject(volume.status).phase),
      capacity: asText(asObject(spec.capacity).storage),
      accessModes: asTexts(spec.accessModes),
      storageClass: asText(spec.storageClassName),
      reclaimPolicy: asText(spec.persistentVolumeReclaimPolicy),
      claim:
        asText(claim.name) === undefined
          ? undefined
          : { namespace: asText(claim.namespace), name: asText(claim.name) },
    },
  };
}

/** Keeps of a PersistentVolumeClaim what it asks for and what it got. */
export function trimVolumeClaim(claim: KubeObject): { data: Json } {
  const spec = asObject(claim.spec);
  const status = asObject(claim.status);
  return {
    data: {
      ...commonOf(claim),
      phase: asText(status.phase),
      requested: asText(asObject(asObject(spec.resources).requests).storage),
      capacity: asText(asObject(status.capacity).storage),
      accessModes: asTexts(spec.accessModes),
      storageClass: asText(spec.storageClassName),
      volume: asText(spec.volumeName),
    },
  };
}

/** Keeps of a StorageClass who makes its volumes and how; not the parameters, which may name secrets. */
export function trimStorageClass(storageClass: KubeObject): { data: Json } {
  const { annotations = {} } = storageClass.metadata;
  return {
    data: {
      ...commonOf(storageClass),
      provisioner: asText(storageClass.provisioner),
      reclaimPolicy: asText(storageClass.reclaimPolicy) ?? 'Delete',
      bindingMode: asText(storageClass.volumeBindingMode) ?? 'Immediate',
      allowsExpansion: storageClass.allowVolumeExpansion === true,
      isDefault:
        annotations['storageclass.kubernetes.io/is-default-class'] === 'true',
    },
  };
}

/** Keeps of a ResourceQuota its limits and what of them is used, as quantities. */
export function trimQuota(quota: KubeObject): { data: Json } {
  const status = asObject(quota.status);
  return {
    data: {
      ...commonOf(quota),
      hard: textsOf(status.hard ?? asObject(quota.spec).hard),
      used: textsOf(status.used),
    },
  };
}

/** Keeps of a LimitRange its limits by type, as quantities. */
export function trimLimitRange(limitRange: KubeObject): { data: Json } {
  return {
    data: {
      ...commonOf(limitRange),
      limits: asObjects(asObject(limitRange.spec).limits).map(limit => ({
        type: asText(limit.type),
        min: textsOf(limit.min),
        max: textsOf(limit.max),
        default: textsOf(limit.default),
        defaultRequest: textsOf(limit.defaultRequest),
      })),
    },
  };
}

/** Keeps of a NetworkPolicy which pods it is for and how many rules it has. */
export function trimNetworkPolicy(policy: KubeObject): { data: Json } {
  const spec = asObject(policy.spec);
  return {
    data: {
      ...commonOf(policy),
      podSelector: selectorOf(spec.podSelector),
      policyTypes: asTexts(spec.policyTypes),
      ingressRules: asObjects(spec.ingress).length,
      egressRules: asObjects(spec.egress).length,
    },
  };
}
