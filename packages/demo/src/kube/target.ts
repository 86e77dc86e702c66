import { KubeError } from './KubeError';
import type { KubeObject } from './KubeObject';
import { RESOURCES, type KubeResource, type Verb } from './resources';
import { parseSelectors } from './selectors';

/** What a path names: a kind, perhaps in one namespace, perhaps one object of it, or its status. */
export type Target = {
  resource: KubeResource;
  namespace?: string;
  name?: string;
  status?: boolean;
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
    const status = rest.length === 1 && rest[0] === 'status';
    if (plural !== resource.plural || rest.length > (status ? 1 : 0)) continue;
    if (status && !resource.initialStatus) continue;
    return { resource, namespace, name, ...(status && { status }) };
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
  const { resource, name, namespace, status } = target;
  const listVerb = watching ? 'watch' : 'list';
  const verbs: Record<string, Verb | undefined> = {
    GET: name === undefined ? listVerb : 'get',
    POST: name === undefined ? 'create' : undefined,
    PUT: name === undefined ? undefined : 'update',
    PATCH: name === undefined ? undefined : 'patch',
    DELETE: name === undefined || status ? undefined : 'delete',
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
