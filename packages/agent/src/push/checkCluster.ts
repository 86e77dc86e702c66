import { ConfigError } from '../config/ConfigError';

/**
 * The backend files everything under the cluster of the token, whatever we believe it is.
 *
 * @throws ConfigError if the two differ
 */
export function checkCluster(ofToken: string, configured: string): void {
  if (ofToken !== configured) {
    throw new ConfigError(
      `cluster_id: is "${configured}", but the token belongs to cluster "${ofToken}"`,
    );
  }
}
