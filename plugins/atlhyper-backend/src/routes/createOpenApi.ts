import {
  endpoints,
  schemas,
  type AnyEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { z } from 'zod';

type JsonObject = { [key: string]: unknown };

/** Schemas of answers by their names, so that each is in the document once. */
function namedSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema instanceof z.ZodType) {
      const id = name.replace(/Schema$/, '');
      registry.add(schema, { id: id[0].toUpperCase() + id.slice(1) });
    }
  }
  return registry;
}

const toJson = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  }) as JsonObject;
  return json;
};

const ERROR = {
  description:
    'An error: 400 names the parameter and the rule, 403 the permission, 404 the thing',
  content: {
    'application/json': {
      schema: toJson(
        z.object({
          error: z.looseObject({ name: z.string(), message: z.string() }),
        }),
        'output',
      ),
    },
  },
};

/** The OpenAPI 3.1 document of all endpoints; those of agents are described in `push-v1.md`. */
export function createOpenApi() {
  const registry = namedSchemas();
  const components = z.toJSONSchema(registry, {
    io: 'output',
    uri: id => `#/components/schemas/${id}`,
    unrepresentable: 'any',
  }).schemas;
  const paths: { [path: string]: JsonObject } = {};
  for (const endpoint of Object.values<AnyEndpoint>(endpoints)) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: toOperation(endpoint, registry),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AtlHyper',
      version: '2',
      description:
        'Times are epoch milliseconds. A figure that is absent is not known, which is not zero.',
    },
    servers: [{ url: '/api/atlhyper' }],
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(components).map(([id, { $schema, $id, ...schema }]) => [
          id,
          schema,
        ]),
      ),
      responses: { Error: ERROR },
      securitySchemes: { backstage: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function toOperation(
  endpoint: AnyEndpoint,
  registry: ReturnType<typeof namedSchemas>,
): JsonObject {
  const { name, summary, body, bodyType, permissions, open } = endpoint;
  const needed = permissions.map(one => `\`${one.name}\``).join(', ');
  return {
    operationId: name,
    summary,
    ...(needed && { description: `Permissions: ${needed}` }),
    security: open ? [] : [{ backstage: [] }],
    parameters: [
      ...toParameters('path', endpoint.params, endpoint.example.params),
      ...toParameters('query', endpoint.query, endpoint.example.query),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          [bodyType ?? 'application/json']: {
            schema: toJson(body, 'input'),
            ...(!bodyType && { example: endpoint.example.body }),
          },
        },
      },
    }),
    responses: toResponses(endpoint, registry),
  };
}

function toParameters(
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
  example: object = {},
): JsonObject[] {
  if (!schema) {
    return [];
  }
  const { properties = {}, required = [] } = toJson(schema, 'input') as {
    properties?: { [name: string]: JsonObject };
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...json }]) => ({
    name,
    in: place,
    ...(description !== undefined && { description }),
    required: place === 'path' || required.includes(name),
    ...(json.type === 'array' && { style: 'form', explode: false }),
    schema: json,
    ...(name in example && { example: example[name as keyof object] }),
  }));
}

function toResponses(
  endpoint: AnyEndpoint,
  registry: ReturnType<typeof namedSchemas>,
): JsonObject {
  const { response, responseType = 'application/json' } = endpoint;
  const id = response && registry.get(response)?.id;
  return {
    [String(endpoint.status ?? 200)]: {
      description: 'As asked for',
      ...(response && {
        content: {
          [responseType]: {
            schema: id
              ? { $ref: `#/components/schemas/${id}` }
              : toJson(response, 'output'),
          },
        },
      }),
    },
    default: { $ref: '#/components/responses/Error' },
  };
}
