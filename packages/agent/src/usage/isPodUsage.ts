import {
  podUsageSchema,
  type PodUsage,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/**
 * Whether figures of a pod keep the rules of what is pushed. A kubelet says of itself what it likes,
 * and one wrong pod would have the figures of all others refused.
 */
export function isPodUsage(pod: PodUsage): boolean {
  return podUsageSchema.safeParse(pod).success;
}
