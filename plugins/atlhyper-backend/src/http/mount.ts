import {
  readQuery,
  withoutAliases,
  type AnyEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import express, { type Request, type RequestHandler } from 'express';
import Router from 'express-promise-router';
import { checkJsonText } from '../checkJsonText';
import { parseRequest } from '../parseRequest';
import type { Route } from '../routes/route';
import { audited } from './audited';
import { credentialsOf } from './callers';

const MAX_TEXT = '1mb';
const YAML_TYPES = ['application/yaml', 'text/yaml', 'application/x-yaml'];

/**
 * A router that answers the routes: takes credentials, asks what the caller may, parses the request
 * strictly, and sends what the handler gives.
 */
export function mount(
  routes: readonly Route[],
  options: { httpAuth: HttpAuthService; auditor: AuditorService },
) {
  const router = Router();
  for (const one of routes) {
    const { method, path } = one.endpoint;
    router[method.toLowerCase() as 'get'](
      path.replace(/\{(\w+)\}/g, ':$1'),
      ...readBody(one.endpoint),
      async (request, response) => {
        send(one.endpoint, response, await reply(one, request, options));
      },
    );
  }
  return router;
}

/** Paths that are answered without credentials. */
export function openPaths(routes: readonly Route[]): string[] {
  return routes
    .filter(({ endpoint }) => endpoint.open)
    .map(({ endpoint }) => endpoint.path);
}

async function reply(
  one: Route,
  request: Request,
  options: { httpAuth: HttpAuthService; auditor: AuditorService },
): Promise<unknown> {
  const { endpoint, audit } = one;
  const ask = async (credentials: BackstageCredentials) => {
    const access = await one.authorize(credentials);
    return one.answer({ ...parse(endpoint, request), access, credentials });
  };
  if (!audit) {
    return ask(await options.httpAuth.credentials(request));
  }
  const event = { eventId: audit.eventId, request, meta: audit.meta(request) };
  return audited(options.auditor, event, async () =>
    ask(await credentialsOf(options.httpAuth, request)),
  );
}

function readBody({ body, bodyType }: AnyEndpoint): RequestHandler[] {
  if (!body) {
    return [];
  }
  return bodyType
    ? [express.text({ type: YAML_TYPES, limit: MAX_TEXT })]
    : [express.json()];
}

/** @throws InputError that names each parameter or field and the rule that it breaks */
function parse(endpoint: AnyEndpoint, request: Request) {
  const { params, body } = endpoint;
  return {
    params: params && parseRequest(params, request.params),
    query: parseQuery(endpoint, request),
    body: body && parseBody(endpoint, request.body),
  };
}

function parseQuery(endpoint: AnyEndpoint, request: Request) {
  let given;
  try {
    given = readQuery(endpoint, request.query);
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  return endpoint.query && parseRequest(endpoint.query, given);
}

function parseBody(endpoint: AnyEndpoint, given: unknown) {
  if (endpoint.bodyType) {
    if (typeof given !== 'string') {
      throw new InputError(
        `The body must be a text with Content-Type '${endpoint.bodyType}'`,
      );
    }
    return given;
  }
  checkJsonText(JSON.stringify(given ?? null));
  const isObject = typeof given === 'object' && given !== null;
  return parseRequest(
    endpoint.body!,
    isObject
      ? withoutAliases(endpoint, given as Record<string, unknown>)
      : given,
  );
}

function send(
  { status = 200, responseType }: AnyEndpoint,
  response: express.Response,
  body: unknown,
): void {
  response.status(status);
  if (status === 204) {
    response.end();
  } else if (responseType) {
    response.type(responseType).send(body);
  } else {
    response.json(body);
  }
}
