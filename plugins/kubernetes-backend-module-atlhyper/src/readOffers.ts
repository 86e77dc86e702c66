import type { RootConfigService } from '@backstage/backend-plugin-api';

/** A cluster that may be offered, where it may be and how to sign in to it. */
export type ClusterOffer = {
  cluster: string;
  hosts: readonly string[];
  authProvider: string;
  serviceAccountToken?: string;
  oidcTokenProvider?: string;
  skipTLSVerify: boolean;
  skipMetricsLookup: boolean;
};

/** @throws Error for a missing or wrong key, with its path */
export function readOffers(config: RootConfigService): ClusterOffer[] {
  const entries =
    config.getOptionalConfigArray('atlhyper.kubernetesClusters') ?? [];
  return entries.map(entry => ({
    cluster: entry.getString('cluster'),
    hosts: entry.getStringArray('hosts').map(host => host.toLowerCase()),
    authProvider: entry.getString('authProvider'),
    serviceAccountToken: entry.getOptionalString('serviceAccountToken'),
    oidcTokenProvider: entry.getOptionalString('oidcTokenProvider'),
    skipTLSVerify: entry.getOptionalBoolean('skipTLSVerify') ?? false,
    skipMetricsLookup: entry.getOptionalBoolean('skipMetricsLookup') ?? false,
  }));
}
