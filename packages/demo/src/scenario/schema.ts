import { z } from 'zod';

const nameSchema = z.string().min(1).max(253);
const fractionSchema = z.number().min(0).max(1);
const portSchema = z.union([z.number().int().min(1).max(65_535), nameSchema]);

/** Shares by key that add up to 1. */
const sharesSchema = z
  .record(z.string().min(1), fractionSchema)
  .refine(shares => addsUpToOne(Object.values(shares)), {
    message: 'shares must add up to 1',
  });

/** Nobody calls but in the first minutes of every so many, counted from 1970. */
const activeSchema = z.strictObject({
  everyMinutes: z.number().int().multipleOf(5).min(5),
  forMinutes: z.number().int().multipleOf(5).min(5),
});

const trafficSchema = z.strictObject({
  /** Mean over a working day. */
  requestsPerSecond: z.number().positive(),
  /** 0: the same all day; 1: nothing at all twelve hours from the peak. */
  dailySwing: fractionSchema,
  /** Hour of the day (UTC) with the most requests. */
  peakHour: z.number().min(0).max(24),
  /** Requests on Saturday and Sunday (UTC) against those of a working day. */
  weekendFactor: z.number().min(0).max(10),
  codes: sharesSchema,
  methods: sharesSchema,
  /** One of `latencies`. */
  latency: z.string(),
  active: activeSchema.optional(),
});

const routeSchema = z.strictObject({
  id: nameSchema,
  host: z.string().min(1),
  path: z.string().startsWith('/'),
  /** None where nobody calls. */
  traffic: trafficSchema.optional(),
});

const workloadSchema = z
  .string()
  .regex(/^[^/\s]+\/[^/\s]+$/, 'must be <namespace>/<name>');

/** What a workload asks of a service, beside what comes in through the ingress. */
const callSchema = z.strictObject({
  from: workloadSchema,
  to: workloadSchema,
  protocol: z.enum(['http', 'grpc']).default('http'),
  ...trafficSchema.pick({
    requestsPerSecond: true,
    dailySwing: true,
    peakHour: true,
    weekendFactor: true,
    latency: true,
    active: true,
  }).shape,
  /** By HTTP code, with gRPC by gRPC status. */
  answers: sharesSchema,
  /** Over mutual TLS. */
  securedShare: fractionSchema.default(1),
  /** Never answered, beside those that are. */
  lostShare: fractionSchema.default(0),
});

const weightedServiceSchema = z.strictObject({
  name: nameSchema,
  port: portSchema,
  weight: z.number().int().min(1).optional(),
});

/** A service of a route: a Service or, where a kind is given, a TraefikService. */
const routeServiceSchema = z.union([
  weightedServiceSchema,
  z.strictObject({ kind: z.literal('TraefikService'), name: nameSchema }),
]);

const faultEffects = {
  routes: z.array(nameSchema).min(1),
  durationMinutes: z.number().positive(),
  /** Share of requests that get `errorCode` instead. */
  errorFraction: fractionSchema.default(0),
  errorCode: z.number().int().min(400).max(599).default(500),
  /** Replaces the mix of the routes. */
  latency: z.string().optional(),
  /** What it adds to the CPU of every node. */
  cpuFraction: fractionSchema.default(0),
};

/** One that happened once before the start, or one that recurs after it. */
const faultSchema = z.union([
  z.strictObject({
    ...faultEffects,
    startedMinutesAgo: z.number().positive(),
  }),
  z.strictObject({
    ...faultEffects,
    firstAfterMinutes: z.number().min(0),
    everyMinutes: z.number().positive(),
  }),
]);

const amountsSchema = z.record(z.string().min(1), z.string().min(1));

/** What the containers of a workload ask for and hold. */
const podTemplate = {
  /** Kubernetes quantities by resource. */
  resources: z
    .strictObject({
      requests: amountsSchema.default({}),
      limits: amountsSchema.default({}),
    })
    .optional(),
  /** As in a pod. */
  volumes: z.array(z.looseObject({ name: nameSchema })).optional(),
};

/** What ails the pods of a workload, for ever. */
const troubleSchema = z.enum([
  /** The container ends soon after each start. */
  'crash_loop',
  /** The container asks for more memory than it may, now and then. */
  'oom_killed',
  /** No node has what it asks for. */
  'unschedulable',
]);

/** The scenario file. Names that it refers to are checked by `parseScenario`. */
export const scenarioSchema = z.strictObject({
  latencyBoundsMs: z.array(z.number().positive()).min(1).max(31),
  latencies: z.record(z.string(), z.array(fractionSchema)),
  traefik: z.strictObject({
    namespace: nameSchema,
    routerSeries: z.boolean(),
  }),
  nodes: z
    .array(
      z.strictObject({
        name: nameSchema,
        role: z.enum(['control-plane', 'worker']),
        cores: z.number().int().min(1).max(256),
        memoryGiB: z.number().int().min(1),
        cpuFraction: fractionSchema,
        memoryFraction: fractionSchema,
      }),
    )
    .min(1),
  services: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      port: z.number().int(),
      targetPort: z.number().int(),
      kind: z.enum(['Deployment', 'StatefulSet']),
      replicas: z.number().int().min(0).max(100),
      ...podTemplate,
    }),
  ),
  workloads: z.array(
    z
      .strictObject({
        namespace: nameSchema,
        name: nameSchema,
        kind: z.enum(['DaemonSet', 'Deployment', 'Job']),
        trouble: troubleSchema.optional(),
        ...podTemplate,
      })
      .refine(({ kind, trouble }) => !trouble || kind === 'Deployment', {
        message: 'only a Deployment may be in trouble',
        path: ['trouble'],
      }),
  ),
  routes: z.array(routeSchema).min(1),
  ingressRoutes: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      entryPoints: z.array(nameSchema).min(1),
      tls: z.boolean(),
      rules: z.array(
        z.strictObject({
          match: z.string().min(1),
          services: z.array(routeServiceSchema).min(1),
          routes: z.array(nameSchema).min(1),
        }),
      ),
    }),
  ),
  traefikServices: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      weighted: z.array(weightedServiceSchema).min(1),
    }),
  ),
  gateways: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      /** The entry point of Traefik that each listener, which has TLS, is bound to. */
      listeners: z
        .array(
          z.strictObject({
            name: nameSchema,
            port: z.number().int().min(1).max(65_535),
            entryPoint: nameSchema,
          }),
        )
        .min(1),
    }),
  ),
  httpRoutes: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      gateway: z.strictObject({ namespace: nameSchema, name: nameSchema }),
      hostnames: z.array(nameSchema).min(1),
      rules: z.array(
        z.strictObject({
          path: z.string().startsWith('/'),
          services: z.array(weightedServiceSchema).min(1),
          routes: z.array(nameSchema).min(1),
        }),
      ),
    }),
  ),
  ingresses: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      tls: z.boolean(),
      host: z.string().min(1),
      paths: z.array(
        z.strictObject({
          path: z.string().startsWith('/'),
          pathType: z.enum(['Prefix', 'Exact', 'ImplementationSpecific']),
          service: z.strictObject({ name: nameSchema, port: portSchema }),
          route: nameSchema,
        }),
      ),
    }),
  ),
  unmapped: z.array(z.strictObject({ service: nameSchema, route: nameSchema })),
  /** A Linkerd mesh. */
  mesh: z
    .strictObject({
      /** Workloads whose pods have a proxy. */
      injected: z.array(workloadSchema),
      calls: z.array(callSchema),
    })
    .default({ injected: [], calls: [] }),
  faults: z.array(faultSchema),
  /** Deployments that are rolled out anew while the demo runs. */
  rollouts: z.array(
    z.strictObject({
      namespace: nameSchema,
      name: nameSchema,
      firstAfterMinutes: z.number().min(0),
      everyMinutes: z.number().positive(),
    }),
  ),
  /** How often some pod's container starts anew. */
  restartEveryMinutes: z.number().positive(),
});
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioRoute = Scenario['routes'][number];
export type ScenarioService = Scenario['services'][number];
export type ScenarioNode = Scenario['nodes'][number];
export type Trouble = z.infer<typeof troubleSchema>;
export type Traffic = NonNullable<ScenarioRoute['traffic']>;
export type Fault = Scenario['faults'][number];

/** Whether shares add up to 1 within the rounding of their decimals. */
export function addsUpToOne(shares: readonly number[]): boolean {
  return Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9;
}
