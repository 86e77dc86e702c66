import { z } from 'zod';
import {
  amountSchema,
  countSchema,
  nameSchema,
  timeMsSchema,
} from './primitives';

/** Kinds an agent watches and sends, in lower case as in an entity key. */
export const RESOURCE_KINDS = [
  'pod',
  'node',
  'service',
  'endpointslice',
  'ingress',
  'ingressclass',
  'ingressroute',
  'traefikservice',
  'httproute',
  'grpcroute',
  'gateway',
  'knativeingress',
  'replicaset',
  'deployment',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'horizontalpodautoscaler',
  'networkpolicy',
  'poddisruptionbudget',
  'namespace',
  'configmap',
  'secret',
  'serviceaccount',
  'persistentvolume',
  'persistentvolumeclaim',
  'storageclass',
  'resourcequota',
  'limitrange',
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

const labelsSchema = z.record(z.string(), z.string());

/** Amounts of resources by name; CPU in cores, memory and storage in bytes, all else in pieces. */
export const amountsSchema = z.record(z.string().max(317), amountSchema);
export type Amounts = z.infer<typeof amountsSchema>;

/** A condition of an object, as Kubernetes gives it. */
export const conditionSchema = z.looseObject({
  type: z.string(),
  /** `True`, `False` or `Unknown`. */
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  /** Since when it has this status. */
  sinceMs: timeMsSchema.optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

const terminationSchema = z.looseObject({
  /** `OOMKilled`, `Error`, `Completed`, … */
  reason: z.string().optional(),
  exitCode: z.number().int().optional(),
  signal: z.number().int().optional(),
  startedMs: timeMsSchema.optional(),
  finishedMs: timeMsSchema.optional(),
});

/** A container of a pod: what was asked for it, and how it fares. Never its environment or command. */
export const containerDataSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  /** It runs before the others; a sidecar among them goes on beside them. */
  init: z.boolean().optional(),
  /** An init container that goes on running. */
  sidecar: z.boolean().optional(),
  requests: amountsSchema.optional(),
  limits: amountsSchema.optional(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        port: z.number().int(),
        protocol: z.string().optional(),
      }),
    )
    .optional(),
  ready: z.boolean(),
  restarts: countSchema,
  state: z.enum(['running', 'waiting', 'terminated', 'unknown']),
  /** Why it waits or ended, such as `CrashLoopBackOff`. */
  reason: z.string().optional(),
  exitCode: z.number().int().optional(),
  startedMs: timeMsSchema.optional(),
  /** How it ended the time before. */
  lastTermination: terminationSchema.optional(),
});
export type ContainerData = z.infer<typeof containerDataSchema>;

/** What is kept of a pod. */
export const podDataSchema = z.looseObject({
  labels: labelsSchema,
  createdMs: timeMsSchema.optional(),
  phase: z.string().optional(),
  /** Why it is in this phase, such as `Evicted`. */
  reason: z.string().optional(),
  nodeName: z.string().optional(),
  ready: z.boolean(),
  restarts: countSchema,
  startedMs: timeMsSchema.optional(),
  /** It was asked to end. */
  terminating: z.boolean().optional(),
  /** The controller: for a pod of a Deployment its ReplicaSet. */
  owner: z.object({ kind: z.string(), name: z.string() }).optional(),
  containers: z.array(containerDataSchema).optional(),
  conditions: z.array(conditionSchema).optional(),
  volumes: z
    .array(
      z.looseObject({
        name: z.string(),
        /** `configMap`, `persistentVolumeClaim`, `emptyDir`, … */
        type: z.string(),
        /** The object or path that it is. */
        source: z.string().optional(),
      }),
    )
    .optional(),
  qosClass: z.string().optional(),
  /** What is asked for the pod as a whole, beside or instead of its containers (Kubernetes 1.34). */
  requests: amountsSchema.optional(),
  limits: amountsSchema.optional(),
  /** What its runtime class takes on top of its containers. */
  overhead: amountsSchema.optional(),
  ip: z.string().optional(),
  serviceAccount: z.string().optional(),
});
export type PodData = z.infer<typeof podDataSchema>;

/** What is kept of a node. */
export const nodeDataSchema = z.looseObject({
  labels: labelsSchema,
  createdMs: timeMsSchema.optional(),
  ready: z.boolean(),
  schedulable: z.boolean(),
  conditions: z.array(conditionSchema),
  taints: z
    .array(
      z.looseObject({
        key: z.string(),
        value: z.string().optional(),
        effect: z.string(),
      }),
    )
    .optional(),
  capacity: amountsSchema,
  allocatable: amountsSchema,
});
export type NodeData = z.infer<typeof nodeDataSchema>;

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
 *
 * `unknownKinds` could not be listed (the right is missing, or the API server does not answer): what is
 * stored of them stays, whatever the generation, and has no part in the digest.
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
  unknownKinds: z.array(z.enum(RESOURCE_KINDS)).max(64).optional(),
});
export type ResourceChanges = z.infer<typeof resourceChangesSchema>;
