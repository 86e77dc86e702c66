/** What every object of the API has; the rest depends on its kind. */
export type KubeMetadata = {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller: boolean;
    blockOwnerDeletion: boolean;
  }[];
  generation?: number;
};

export type KubeObject = {
  apiVersion: string;
  kind: string;
  metadata: KubeMetadata;
  spec?: any;
  status?: any;
  [field: string]: any;
};

/** An object before the store gave it a version, and an id where it had none. */
export type NewKubeObject = {
  apiVersion: string;
  kind: string;
  metadata: Partial<KubeMetadata> & { name: string };
  [field: string]: any;
};

/** Seconds, as the API writes times. */
export function toKubeTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
