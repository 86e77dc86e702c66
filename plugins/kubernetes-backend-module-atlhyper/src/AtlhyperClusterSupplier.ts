import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_KUBERNETES_AUTH_PROVIDER,
  ANNOTATION_KUBERNETES_OIDC_TOKEN_PROVIDER,
} from '@backstage/plugin-kubernetes-common';
import type {
  ClusterDetails,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import type { ClusterOffer } from './readOffers';

/** Addresses change when an agent opens a session; a page asks for them at every click. */
const FRESH_MS = 30_000;

/** Of the Kubernetes API. */
const USUAL_PORTS = ['443', '6443'];

/** The clusters that the Kubernetes plugin has by itself, and those that AtlHyper offers it. */
export class AtlhyperClusterSupplier implements KubernetesClustersSupplier {
  private offered: ClusterDetails[] = [];
  private askedMs = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly options: {
      /** What the plugin's own configuration gives. */
      configured: KubernetesClustersSupplier;
      offers: readonly ClusterOffer[];
      listClusters: () => Promise<Cluster[]>;
      logger: LoggerService;
      clock: () => number;
    },
  ) {}

  /** A cluster of the plugin's own configuration wins over one of ours with its name. */
  async getClusters(options: {
    credentials: BackstageCredentials;
  }): Promise<ClusterDetails[]> {
    const configured = await this.options.configured.getClusters(options);
    await this.refresh();
    const names = new Set(configured.map(({ name }) => name));
    return [
      ...configured,
      ...this.offered.filter(({ name }) => !names.has(name)),
    ];
  }

  private async refresh(): Promise<void> {
    const { clock, offers } = this.options;
    if (offers.length === 0 || clock() - this.askedMs < FRESH_MS) {
      return;
    }
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    await this.asking;
  }

  /** What was offered before stays while AtlHyper does not answer. */
  private async ask(): Promise<void> {
    const { listClusters, offers, logger, clock } = this.options;
    try {
      const clusters = new Map((await listClusters()).map(c => [c.id, c]));
      this.offered = offers.flatMap(
        offer => this.toDetails(offer, clusters.get(offer.cluster)) ?? [],
      );
    } catch (error) {
      logger.warn(
        `cannot ask which clusters there are: ${(error as Error).message}`,
      );
    }
    this.askedMs = clock();
  }

  private toDetails(
    offer: ClusterOffer,
    cluster: Cluster | undefined,
  ): ClusterDetails | undefined {
    const api = cluster?.kubernetesApi;
    if (!cluster || !api) {
      return undefined;
    }
    const url = new URL(api.url);
    if (!offer.hosts.some(host => isAt(url, host))) {
      this.options.logger.warn(
        `cluster '${cluster.id}' is not offered: its agent names the host '${url.host}', which is not among 'atlhyper.kubernetesClusters[].hosts'`,
      );
      return undefined;
    }
    const { serviceAccountToken, oidcTokenProvider } = offer;
    return {
      name: cluster.id,
      title: cluster.displayName,
      url: api.url,
      caData: api.caData,
      skipTLSVerify: offer.skipTLSVerify,
      skipMetricsLookup: offer.skipMetricsLookup,
      authMetadata: {
        [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: offer.authProvider,
        ...(serviceAccountToken && { serviceAccountToken }),
        ...(oidcTokenProvider && {
          [ANNOTATION_KUBERNETES_OIDC_TOKEN_PROVIDER]: oidcTokenProvider,
        }),
      },
    };
  }
}

/**
 * Whether an address is at a host of the configuration: `name`, `name:port`, or `name:*` for any port.
 * Without one the usual ports are meant, since at others, such as node ports, anybody may listen.
 */
function isAt({ protocol, hostname, port }: URL, host: string): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return host === hostname
    ? USUAL_PORTS.includes(actualPort)
    : host === `${hostname}:*` || host === `${hostname}:${actualPort}`;
}
