import {
  clusterIdSchema,
  kubernetesApiSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { z } from 'zod';
import { messageOf } from '../messageOf';
import { parseDuration } from './parseDuration';
import { parseLabelSelector } from '../kubernetes/labelSelector';

/** A duration such as `30s`, as milliseconds. */
function duration(defaultText: string) {
  return z
    .string()
    .default(defaultText)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === undefined) {
        context.addIssue({
          code: 'custom',
          message: `"${text}" is not a duration such as "30s", "5m" or "1h30m"`,
        });
        return z.NEVER;
      }
      return ms;
    });
}

const portSchema = z.number().int().min(1).max(65_535);

const httpUrlSchema = z
  .string()
  .refine(text => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), {
    message: 'must be an http or https URL',
  })
  .refine(text => !URL.parse(text)?.username, {
    message: 'must not hold credentials: use token_file',
  })
  .transform(text => text.replace(/\/+$/, ''));

const selectorSchema = z.string().superRefine((text, context) => {
  try {
    parseLabelSelector(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

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

const podTargetShape = {
  path: z.string().startsWith('/').default('/metrics'),
  via: z.enum(['pod', 'apiserver']).default('pod'),
  timeout: duration('10s'),
  body_limit_bytes: z.number().int().min(1024).default(16_777_216),
};

/** node_exporter as the source of nodes that have no collector of ours. */
const nodeExporterSchema = z.strictObject({
  enabled: z.boolean().default(false),
  namespace: z.string().min(1).default('monitoring'),
  pod_selector: selectorSchema.default(
    'app.kubernetes.io/name=prometheus-node-exporter',
  ),
  port: portSchema.default(9100),
  interval: duration('15s').refine(ms => ms >= 1_000, 'must be at least 1s'),
  ...podTargetShape,
});

const dcgmSchema = z.strictObject({
  enabled: z.boolean().default(true),
  namespace: z.string().min(1).default('gpu-operator'),
  pod_selector: selectorSchema.default('app=nvidia-dcgm-exporter'),
  port: portSchema.default(9400),
  ...podTargetShape,
});

const customMetricSchema = z.strictObject({
  /** Name of the sample in the exposition. */
  metric: z.string().min(1).max(256),
  /** Under which it is shown; else that of the sample. */
  name: z.string().min(1).max(128).optional(),
  unit: z.string().max(32).optional(),
});

/** An exposition that tells something of nodes: pods that are found by selector, or one URL. */
const prometheusSourceSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, {
      message: 'must be of small letters, digits and "-", at most 40',
    }),
    url: httpUrlSchema.optional(),
    namespace: z.string().min(1).optional(),
    pod_selector: selectorSchema.optional(),
    port: portSchema.optional(),
    /** Label that names the node; without it a figure is the pod's node's. */
    node_label: z.string().min(1).optional(),
    metrics: z.array(customMetricSchema).min(1).max(64),
    ...podTargetShape,
  })
  .superRefine((source, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (!source.url && !source.pod_selector) {
      refuse('url', 'is required, or pod_selector');
    }
    if (source.url && source.pod_selector) {
      refuse('pod_selector', 'is not used with url');
    }
    if (source.url && !source.node_label) {
      refuse('node_label', 'is required with url: what else names the node?');
    }
    if (source.pod_selector && !source.namespace) {
      refuse('namespace', 'is required with pod_selector');
    }
    if (source.pod_selector && !source.port) {
      refuse('port', 'is required with pod_selector');
    }
  });

const customSourcesSchema = z.strictObject({
  dcgm: dcgmSchema.prefault({}),
  prometheus: z
    .array(prometheusSourceSchema)
    .max(16)
    .default([])
    .refine(
      sources => new Set(sources.map(s => s.name)).size === sources.length,
      'names must differ',
    ),
});

const metricsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  push_interval: duration('5s'),
  collect_interval: duration('30s').refine(
    ms => ms >= 5_000,
    'must be at least 5s',
  ),
  /** Whose pods are measured; none names all. */
  namespaces: z.array(z.string().min(1)).max(256).default([]),
  enable_node: z.boolean().default(true),
  enable_pod: z.boolean().default(true),
  enable_network: z.boolean().default(false),
  enable_custom: z.boolean().default(false),
  cache_retention: duration('300s'),
  timeout: duration('20s'),
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
