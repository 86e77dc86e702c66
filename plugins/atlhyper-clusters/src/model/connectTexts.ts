/** Stands for a token that is not known any more. */
export const TOKEN_PLACEHOLDER = '<token>';

/** The configuration of an agent that counts what Traefik serves; all else has defaults. */
export function agentConfig(options: {
  cluster: string;
  backendUrl: string;
}): string {
  return `cluster_id: ${options.cluster}
master_url: ${options.backendUrl}
token_file: /var/run/secrets/atlhyper/token
state_dir: /var/lib/atlhyper-agent
slo:
  enabled: true
sources:
  traefik:
    namespace: kube-system # where your Traefik runs
    pod_selector: app.kubernetes.io/name=traefik
listen:
  port: 8095
node_auth:
  token_review:
    service_accounts: [atlhyper/atlhyper-node]
    audience: atlhyper-agent
`;
}

/** Puts the token where the manifests look for it; not as an argument, which a shell would remember. */
export function tokenCommands(token: string): string {
  return `kubectl create namespace atlhyper
kubectl -n atlhyper create secret generic atlhyper-agent-token --from-file=token=/dev/stdin <<'TOKEN'
${token}
TOKEN
`;
}

/** Starts agent and node collectors from an overlay of the manifests that holds the configuration. */
export const APPLY_COMMANDS = `kubectl apply -k overlay
kubectl -n atlhyper rollout status statefulset/atlhyper-agent
`;

/** Runs the agent outside of the cluster, to try it. */
export const TRY_COMMANDS = `export ATLHYPER_TOKEN # instead of token_file
atlhyper-agent cluster --config agent.yaml
`;
