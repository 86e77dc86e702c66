import { CLOSE_TO_LIMIT } from '../../usage/buildPodMetrics';
import { count, MINUTE_MS, podsThat, type ClusterRule } from './ClusterRule';

/** One measurement near a limit is no news; for two minutes it is a pod that will be throttled or killed. */
export const podsCloseToLimit: ClusterRule = {
  code: 'pods_close_to_limit',
  severity: 'warning',
  unit: 'fraction',
  threshold: CLOSE_TO_LIMIT,
  holdMs: 2 * MINUTE_MS,
  recoverMs: 2 * MINUTE_MS,
  needs: ['pods'],
  find: podsThat(({ metrics }) => {
    if (!metrics.closeToLimit) return undefined;
    const shares = metrics.containers.flatMap(({ name, cpu, memory }) => [
      { container: name, resource: 'cpu', share: cpu.ofLimitFraction ?? 0 },
      {
        container: name,
        resource: 'memory',
        share: memory.ofLimitFraction ?? 0,
      },
    ]);
    const [{ share, ...evidence }] = shares.sort((a, b) => b.share - a.share);
    return { value: share, threshold: CLOSE_TO_LIMIT, evidence };
  }),
  message: n =>
    `${count(
      n,
      'pod uses',
      'pods use',
    )} at least 90 % of a limit of CPU or memory`,
};
