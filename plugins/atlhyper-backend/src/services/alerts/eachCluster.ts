import type { LoggerService } from '@backstage/backend-plugin-api';

/**
 * One cluster after another; what one of them makes fail is logged, and takes nothing from the others.
 * Gives those that failed, in their order.
 */
export async function eachCluster(
  clusterIds: Iterable<string>,
  use: (clusterId: string) => Promise<void>,
  options: { logger: LoggerService; purpose: string },
): Promise<string[]> {
  const failed: string[] = [];
  for (const clusterId of clusterIds) {
    try {
      await use(clusterId);
    } catch (error) {
      failed.push(clusterId);
      options.logger.error(
        `Could not ${options.purpose} of cluster '${clusterId}'`,
        error as Error,
      );
    }
  }
  return failed;
}
