import { KubeError } from './KubeError';
import type { KubeObject, NewKubeObject } from './KubeObject';
import {
  apiVersionOf,
  RESOURCES,
  type KubeResource,
  type Verb,
} from './resources';
import { parseSelectors } from './selectors';

/** What a path names: a kind, perhaps in one namespace, perhaps one object of it. */
export type Target = {
  resource: KubeResource;
  namespace?: string;
  name?: string;
};

/** What a path names; `undefined` if there is no such thing. */
export function findTarget(path: string): Target | undefined {
  for (const resource of RESOURCES) {
    const prefix = resource.group
      ? `/apis/${resource.group}/${resource.version}/`
      : `/api/${resource.version}/`;
    if (!path.startsWith(prefix)) continue;
    const parts = path.slice(prefix.length).split('/').map(decodeURIComponent);
    const inNamespace =
      resource.namespaced && parts[0] === 'namespaces' && parts.length > 2;
    const namespace = inNamespace ? parts[1] : undefined;
    const [plural, name, ...rest] = inNamespace ? parts.slice(2) : parts;
    if (plural !== resource.plural || rest.length > 0) continue;
    return { resource, namespace, name };
  }
  return undefined;
}

/**
 * What a request wants to do.
 *
 * @throws KubeError 405 if that cannot be done with its target
 */
export function verbOf(
  method: string | undefined,
  target: Target,
  watching: boolean,
): Verb {
  const { resource, name, namespace } = target;
  const listVerb = watching ? 'watch' : 'list';
  const verbs: Record<string, Verb | undefined> = {
    GET: name === undefined ? listVerb : 'get',
    POST: name === undefined ? 'create' : undefined,
    PUT: name === undefined ? undefined : 'update',
    DELETE: name === undefined ? undefined : 'delete',
  };
  const verb = verbs[method ?? ''];
  const needsNamespace =
    resource.namespaced && verb !== 'list' && verb !== 'watch';
  if (!verb || !resource.verbs.includes(verb) || (needsNamespace && !namespace))
    throw new KubeError(
      405,
      'the server does not allow this method on the requested resource',
    );
  return verb;
}

/** The objects that a list or watch asks for. */
export function predicateOf(target: Target, query: URLSearchParams) {
  const selected = parseSelectors(
    query.get('labelSelector') ?? '',
    query.get('fieldSelector') ?? '',
  );
  return (object: KubeObject) =>
    (target.namespace === undefined ||
      object.metadata.namespace === target.namespace) &&
    selected(object);
}

/**
 * An object as it was sent, for the place it was sent to.
 *
 * @throws KubeError 400 or 422
 */
export function checkBody(target: Target, body: any): NewKubeObject {
  const { resource, namespace, name } = target;
  const metadata = body?.metadata;
  if (typeof metadata?.name !== 'string' || metadata.name === '')
    throw new KubeError(
      422,
      `${resource.kind} is invalid: metadata.name: Required value`,
    );
  if (name !== undefined && metadata.name !== name)
    throw new KubeError(
      400,
      'the name of the object does not match the name on the URL',
    );
  return {
    ...body,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { ...metadata, ...(namespace && { namespace }) },
  };
}
