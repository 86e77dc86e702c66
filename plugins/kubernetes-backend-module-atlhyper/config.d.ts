export interface Config {
  atlhyper?: {
    /**
     * Clusters whose API the Kubernetes plugin may be given, at the address that their agents
     * tell. Whoever holds an agent's token chooses that address, so a cluster is offered only if
     * it stands here, and only at one of its hosts.
     */
    kubernetesClusters?: Array<{
      /** Id of the cluster, as it is registered with AtlHyper. */
      cluster: string;
      /**
       * Hosts that its API may have, such as `api.prod.example.com`: at ports 443 and 6443, or at
       * another that is given (`api.prod.example.com:8443`, `:*` for any).
       */
      hosts: string[];
      /** As in `kubernetes.clusterLocatorMethods`: `oidc`, `serviceAccount`, `google`, … */
      authProvider: string;
      /**
       * For the provider `serviceAccount`.
       * @visibility secret
       */
      serviceAccountToken?: string;
      /** For the provider `oidc`. */
      oidcTokenProvider?: string;
      /** Trusts any certificate; for trying it out only. */
      skipTLSVerify?: boolean;
      /** The cluster has no metrics API. */
      skipMetricsLookup?: boolean;
    }>;
  };
}
