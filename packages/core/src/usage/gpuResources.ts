import type { ResourceAmounts } from './types';

/**
 * Names under which device plugins offer graphics processors. A slice of one (`nvidia.com/mig-1g.5gb`)
 * or a share of its time (`nvidia.com/gpu.shared`) can be asked for by itself and counts as one.
 *
 * Source: https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
 */
export const GPU_RESOURCE =
  /^(?:[^/]+\/gpu(?:\.shared)?|gpu\.intel\.com\/(?:i915|xe)|nvidia\.com\/mig-.+)$/;

/** GPUs of all makes among these amounts. */
export function countGpus(amounts: ResourceAmounts): number {
  let count = 0;
  for (const name in amounts) {
    if (GPU_RESOURCE.test(name)) count += amounts[name];
  }
  return count;
}
