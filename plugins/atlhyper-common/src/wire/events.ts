import { z } from 'zod';
import { countSchema, nameSchema, timeMsSchema } from './primitives';

/** Longest message that is kept; what is longer is cut by the agent. */
export const MAX_EVENT_MESSAGE = 1024;

/**
 * One event as Kubernetes keeps it. Kubernetes counts repetitions itself: the same `uid` comes
 * again with a higher `count` and a later `lastMs`, and replaces what was known of it.
 */
export const kubernetesEventSchema = z.strictObject({
  uid: z.string().min(1).max(128),
  /** Of the event; that of the object it is about, `default` for what belongs to the cluster. */
  namespace: nameSchema.optional(),
  /** `Normal` or `Warning`; others are allowed. */
  type: z.string().min(1).max(64),
  reason: z.string().max(256),
  message: z.string().max(MAX_EVENT_MESSAGE),
  /** What it is about, with its kind in lower case as in an entity key. */
  object: z.strictObject({
    kind: z.string().min(1).max(63),
    namespace: nameSchema.optional(),
    name: nameSchema,
    uid: z.string().max(128).optional(),
  }),
  /** The component that reported it, such as `kubelet`. */
  reporter: z.string().max(253).optional(),
  /** The node that it was reported from. */
  node: nameSchema.optional(),
  /** How often it happened, by Kubernetes' own count. */
  count: countSchema.min(1),
  firstMs: timeMsSchema,
  lastMs: timeMsSchema,
});
export type KubernetesEvent = z.infer<typeof kubernetesEventSchema>;
