import {
  clusterIdSchema,
  kubernetesApiSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { z } from 'zod';
import {
  customSourcesSchema,
  metricsSchema,
  nodeExporterSchema,
} from './metricsSchema';
import { duration, httpUrlSchema, portSchema, selectorSchema } from './scalars';

const traefikSchema = z.strictObject({
  enabled: z.boolean().default(true),
  namespace: z.string().min(1).default('kube-system'),
  pod_selector: selectorSchema.default('app.kubernetes.io/name=traefik'),
  port: portSchema.optional(),
  path: z.string().startsWith('/').default('/metrics'),
  via: z.enum(['pod', 'apiserver']).default('pod'),
  body_limit_bytes: z.number().int().min(1024).default(67_108_864),
  timeout: duration('10s'),
});

/**
 * Where a mesh's counters come from. Where only a URL is given it is taken for an exposition, as
 * the key `metrics_url` alone meant in the documents that this configuration follows.
 */
const linkerdSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    source: z.enum(['proxies', 'exposition', 'federate', 'query']).optional(),
    metrics_url: httpUrlSchema.optional(),
    /** Of the destinations; none names all. */
    target_namespaces: z.array(z.string().min(1)).default([]),
    traefik_namespace: z.string().min(1).default('kube-system'),
    timeout: duration('10s'),
    body_limit_bytes: z.number().int().min(1024).default(67_108_864),
    via: z.enum(['pod', 'apiserver']).default('pod'),
    port: portSchema.default(4191),
    token_file: z.string().min(1).optional(),
  })
  .transform(({ source, ...linkerd }) => ({
    ...linkerd,
    source: source ?? (linkerd.metrics_url ? 'exposition' : 'proxies'),
  }))
  .superRefine(({ source, metrics_url, token_file }, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (source !== 'proxies' && !metrics_url) {
      refuse('metrics_url', `is required with source "${source}"`);
    }
    if (source === 'proxies' && metrics_url) {
      refuse('metrics_url', 'is not used with source "proxies"');
    }
    if (source === 'proxies' && token_file) {
      refuse('token_file', 'is not used with source "proxies"');
    }
  });

const kubernetesSchema = z.strictObject({
  /** Also watch Secrets, of which only types and names of keys are kept. */
  secrets: z.boolean().default(false),
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
});

const listenSchema = z.strictObject({
  host: z.string().min(1).default('0.0.0.0'),
  port: portSchema.default(8095),
  /** Where other replicas reach this one; needed with leader election. */
  advertised_host: z.string().min(1).optional(),
});

const nodeAuthSchema = z.strictObject({
  shared_secret_file: z.string().min(1).optional(),
  token_review: z
    .strictObject({
      service_accounts: z
        .array(
          z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'must be <namespace>/<name>'),
        )
        .min(1),
      audience: z.string().min(1).optional(),
    })
    .optional(),
});

const leaderElectionSchema = z.strictObject({
  enabled: z.boolean().default(false),
  namespace: z.string().min(1).optional(),
  name: z.string().min(1).default('atlhyper-agent'),
});

const sourcesSchema = z.strictObject({
  traefik: traefikSchema.prefault({}),
  kubernetes: kubernetesSchema.prefault({}),
  node_exporter: nodeExporterSchema.prefault({}),
  custom: customSourcesSchema.prefault({}),
});

const agentObjectSchema = z.strictObject({
  cluster_id: clusterIdSchema,
  master_url: httpUrlSchema,
  token_file: z.string().min(1).optional(),
  state_dir: z.string().min(1).default('/var/lib/atlhyper-agent'),
  slo: z
    .strictObject({
      enabled: z.boolean().default(false),
      collect_interval: duration('30s').refine(
        ms => ms >= 1_000 && (30_000 % ms === 0 || ms % 30_000 === 0),
        'must divide 30s or be a multiple of it, and be at least 1s',
      ),
      linkerd: linkerdSchema.prefault({}),
    })
    .prefault({}),
  metrics: metricsSchema.prefault({}).refine(
    // Else a figure would be gone before the next one comes.
    metrics => metrics.cache_retention >= metrics.collect_interval,
    { path: ['cache_retention'], message: 'is shorter than collect_interval' },
  ),
  sources: sourcesSchema.prefault({}),
  push: z
    .strictObject({
      interval: duration('15s'),
      heartbeat_interval: duration('15s'),
      timeout: duration('30s'),
    })
    .prefault({}),
  spool: z
    .strictObject({
      max_bytes: z.number().int().min(1_048_576).default(67_108_864),
    })
    .prefault({}),
  listen: listenSchema.optional(),
  node_auth: nodeAuthSchema.optional(),
  leader_election: leaderElectionSchema.prefault({}),
  /** Where Backstage's Kubernetes plugin may reach the API of this cluster. */
  kubernetes_api: z
    .strictObject({
      url: kubernetesApiSchema.shape.url,
      ca_file: z.string().min(1).optional(),
    })
    .optional(),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    })
    .prefault({}),
});

/**
 * The agent's configuration file after aliases were resolved. Every object is strict: a key that
 * is not known stops the agent, because a setting that is silently ignored is worse.
 */
export const agentConfigSchema = agentObjectSchema.superRefine(
  (config, context) => {
    const auth = config.node_auth;
    if (config.listen && config.metrics.enabled) {
      if (!auth?.shared_secret_file && !auth?.token_review) {
        context.addIssue({
          code: 'custom',
          path: ['node_auth'],
          message:
            'is required with listen: set shared_secret_file or token_review',
        });
      }
    }
    if (config.leader_election.enabled && !config.leader_election.namespace) {
      context.addIssue({
        code: 'custom',
        path: ['leader_election', 'namespace'],
        message: 'is required when leader election is enabled',
      });
    }
  },
);
export type AgentConfig = z.infer<typeof agentConfigSchema> & {
  /** From `token_file` or the variable; read again for every request. */
  readToken: () => string;
};

/**
 * The same file, for who only reads metrics and pushes nothing: what is needed to push may be
 * missing, but not wrong.
 */
export const metricsConfigSchema = agentObjectSchema.partial({
  master_url: true,
});
export type MetricsConfig = Pick<
  z.infer<typeof metricsConfigSchema>,
  'cluster_id' | 'metrics' | 'sources' | 'log'
>;
