import { z } from 'zod';
import { duration, httpUrlSchema, portSchema, selectorSchema } from './scalars';

const podTargetShape = {
  path: z.string().startsWith('/').default('/metrics'),
  via: z.enum(['pod', 'apiserver']).default('pod'),
  timeout: duration('10s'),
  body_limit_bytes: z.number().int().min(1024).default(16_777_216),
};

/** node_exporter as the source of nodes that have no collector of ours. */
export const nodeExporterSchema = z.strictObject({
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

const MAX_NAME_CHARS = 128;

const customMetricSchema = z
  .strictObject({
    /** Name of the sample in the exposition. */
    metric: z.string().min(1).max(1_024),
    /** Under which it is shown; else that of the sample. */
    name: z.string().min(1).optional(),
    unit: z.string().max(32).optional(),
  })
  .refine(({ name, metric }) => (name ?? metric).length <= MAX_NAME_CHARS, {
    path: ['name'],
    message: `must be at most ${MAX_NAME_CHARS} characters, and is needed where that of the metric is longer`,
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

export const customSourcesSchema = z.strictObject({
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

export const metricsSchema = z.strictObject({
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
