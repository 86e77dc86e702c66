import {
  endpoints,
  type AnyEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { z } from 'zod';
import type { AnyZodObject, z as z3, ZodTypeAny } from 'zod/v3';
import type { Route } from '../routes/route';
import { parseRequest } from '../parseRequest';

/** Fewer than a page has: what a model reads costs. */
const DEFAULT_ITEMS = 50;

/** What programs may ask, with the title of each. */
const ACTIONS: [AnyEndpoint, string][] = [
  [endpoints.getClusterHealth, 'Get the health of a Kubernetes cluster'],
  [
    endpoints.listNodeMetrics,
    'List the nodes of a Kubernetes cluster with their figures',
  ],
  [
    endpoints.listPodMetrics,
    'List pods of a Kubernetes cluster with what they use',
  ],
  [endpoints.listKubernetesEvents, 'List the events of a Kubernetes cluster'],
  [endpoints.getClusters, 'List the Kubernetes clusters and their agents'],
  [endpoints.getAlerts, 'List the alerts of any kind of thing'],
  [endpoints.getNodeAlerts, 'List the alerts of nodes'],
  [endpoints.getSloAlerts, 'List the alerts of service levels'],
  [endpoints.getDomains, 'List domains against their service level objectives'],
  [endpoints.getServices, 'List services against their objectives'],
  [endpoints.getResources, 'List objects of a Kubernetes cluster'],
];

/**
 * Gives programs, such as AI agents, the same answers as the pages. Every action sees what its caller
 * may see; its name is that of the endpoint: `list-pod-metrics`. Parameters of path and query lie in
 * one object.
 */
export function registerActions(options: {
  actionsRegistry: ActionsRegistryService;
  routes: readonly Route[];
}): void {
  for (const [endpoint, title] of ACTIONS) {
    const route = options.routes.find(one => one.endpoint === endpoint);
    options.actionsRegistry.register({
      title,
      name: endpoint.name.replace(/[A-Z]/g, upper => `-${upper.toLowerCase()}`),
      description: endpoint.summary,
      attributes: { readOnly: true, destructive: false, idempotent: true },
      schema: {
        input: given => toActionInput(given, endpoint),
        output: given => given.object({}).passthrough(),
      },
      action: async ({ input: asked, credentials }) => ({
        output: (await route!.answer({
          ...toParts(endpoint, asked as object),
          access: await route!.authorize(credentials),
          credentials,
        })) as { [key: string]: unknown },
      }),
    });
  }
}

/** Path and query of what was given as one. */
function toParts({ params, query }: AnyEndpoint, given: object) {
  const limit = query && 'limit' in query.shape ? DEFAULT_ITEMS : undefined;
  const pick = (schema?: z.ZodObject) =>
    Object.fromEntries(
      Object.entries({ limit, ...given }).filter(
        ([name]) => schema && name in schema.shape,
      ),
    );
  return {
    params: params && parseRequest(params, pick(params)),
    query: query && parseRequest(query, pick(query)),
  };
}

/** The registry knows version 3 of zod only; what was not said in it is checked when it is asked. */
function toActionInput(
  zod: typeof z3,
  { params, query }: AnyEndpoint,
): AnyZodObject {
  const { properties = {}, required = [] } = z.toJSONSchema(
    z.object({ ...params?.shape, ...query?.shape }),
    { io: 'input' },
  );
  const fields = Object.entries(properties).map(([name, property]) => {
    const json = property as z.core.JSONSchema.JSONSchema;
    const described = toField(zod, json).describe(json.description ?? name);
    return [name, required.includes(name) ? described : described.optional()];
  });
  return zod.object(Object.fromEntries(fields)).strict();
}

function toField(
  zod: typeof z3,
  json: z.core.JSONSchema.JSONSchema,
): ZodTypeAny {
  if (json.enum) {
    return zod.enum(json.enum as [string]);
  }
  switch (json.type) {
    case 'integer':
      return zod.number().int();
    case 'number':
      return zod.number();
    case 'boolean':
      return zod.boolean();
    case 'array':
      return zod.array(zod.string());
    default:
      return zod.string();
  }
}
