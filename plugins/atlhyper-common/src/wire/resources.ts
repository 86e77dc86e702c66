import { z } from 'zod';
import { countSchema, nameSchema, timeMsSchema } from './primitives';

/** Kinds an agent watches and sends, in lower case as in an entity key. */
export const RESOURCE_KINDS = [
  'pod',
  'node',
  'service',
  'endpointslice',
  'ingress',
  'ingressroute',
  'traefikservice',
  'httproute',
  'gateway',
  'replicaset',
  'deployment',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'horizontalpodautoscaler',
  'networkpolicy',
  'namespace',
  'configmap',
  'secret',
  'serviceaccount',
  'persistentvolume',
  'persistentvolumeclaim',
  'resourcequota',
  'limitrange',
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

const labelsSchema = z.record(z.string(), z.string());

/** What is kept of a pod. */
export const podDataSchema = z.looseObject({
  labels: labelsSchema,
  phase: z.string().optional(),
  nodeName: z.string().optional(),
  ready: z.boolean(),
  restarts: countSchema,
  startedMs: timeMsSchema.optional(),
  /** The controller: for a pod of a Deployment its ReplicaSet. */
  owner: z.object({ kind: z.string(), name: z.string() }).optional(),
});
export type PodData = z.infer<typeof podDataSchema>;

/** What is kept of a service. */
export const serviceDataSchema = z.looseObject({
  labels: labelsSchema,
  selector: labelsSchema.optional(),
});
export type ServiceData = z.infer<typeof serviceDataSchema>;

/** One object of the cluster, trimmed to what is shown before it leaves the agent. */
export const resourceSchema = z.strictObject({
  kind: z.enum(RESOURCE_KINDS),
  /** Absent for objects that belong to the cluster, such as nodes. */
  namespace: nameSchema.optional(),
  name: nameSchema,
  uid: z.string().min(1).max(128),
  resourceVersion: z.string().min(1).max(128),
  data: z.record(z.string(), z.json()),
});
export type Resource = z.infer<typeof resourceSchema>;

export const resourceIdSchema = resourceSchema.pick({
  kind: true,
  namespace: true,
  name: true,
});
export type ResourceId = z.infer<typeof resourceIdSchema>;

/**
 * A change of the cluster's objects.
 *
 * A full state is sent in parts of one new `generation`, the last with `complete: true`: then what
 * still carries an older generation is gone. Deltas keep the generation and are complete at once.
 * `digest` is that of the whole state after this part (see `resourceDigest`), given with every
 * complete part: where it differs from the receiver's the answer asks for a full state.
 */
export const resourceChangesSchema = z.strictObject({
  generation: countSchema,
  complete: z.boolean(),
  upserts: z.array(resourceSchema),
  deletes: z.array(resourceIdSchema),
  digest: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});
export type ResourceChanges = z.infer<typeof resourceChangesSchema>;
