import { readFileSync } from 'node:fs';
import type { KubernetesApi } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { AgentConfig } from '../config/schema';
import { ConfigError } from '../config/ConfigError';
import { messageOf } from '../messageOf';

/**
 * Where Backstage may reach the cluster's API, as the configuration says; never with credentials.
 *
 * @throws ConfigError if the authority's certificate cannot be read
 */
export function readAdvertisedApi(
  config: AgentConfig['kubernetes_api'],
): KubernetesApi | undefined {
  if (!config) return undefined;
  const { url, ca_file: caFile } = config;
  if (!caFile) return { url };
  try {
    return { url, caData: readFileSync(caFile).toString('base64') };
  } catch (error) {
    throw new ConfigError(`kubernetes_api.ca_file: ${messageOf(error)}`);
  }
}
